/**
 * Units of work and their checkpoints. A checkpoint is written in the transaction of the rows that it stands for, and
 * only over the checkpoint that the batch began with: a batch can neither be lost nor be counted twice, not even when
 * two runs believe that they hold the lock.
 */
import { advance, type LoadPhase, UNIT_STATES, type UnitState } from '#src/model/states.ts';
import type { JournalReader, JournalTransaction } from './journal-port.ts';
import type { UnitRecord } from './journal-tables.ts';

/** A checkpoint as it was and as it shall be; `before` is null for a unit that the journal does not know yet. */
export interface Checkpoint {
  readonly before: UnitRecord | null;
  readonly after: UnitRecord;
}

/** What one batch adds to the books of its unit. Counts of source rows, but for `targetRows`. */
export interface UnitProgress {
  readonly state: UnitState;
  readonly position: string | null;
  readonly read: number;
  readonly written: number;
  readonly rejected: number;
  readonly targetRows: number;
  /** Rule → rows. */
  readonly skipped: Readonly<Record<string, number>>;
}

export function newUnit(
  migrationId: string,
  unitId: string,
  phase: LoadPhase,
  revision: number,
  rowsExpected: number | bigint | null,
): UnitRecord {
  return {
    migrationId,
    unitId,
    phase,
    state: 'pending' satisfies UnitState,
    position: null,
    rowsRead: 0n,
    rowsWritten: 0n,
    rowsSkipped: 0n,
    rowsRejected: 0n,
    targetRows: 0n,
    skippedBy: '{}',
    rowsExpected: rowsExpected === null ? null : BigInt(rowsExpected),
    revision,
    updatedAt: 0n,
  };
}

/** The unit after one more batch. */
export function progressed(unit: UnitRecord, progress: UnitProgress, revision: number, now: number): UnitRecord {
  const skippedBy = skippedRules(unit);
  const rules = Object.entries(progress.skipped);
  let skipped = 0;
  for (const [rule, rows] of rules) {
    skippedBy[rule] = (skippedBy[rule] ?? 0) + rows;
    skipped += rows;
  }
  const rowsRead = plus(unit.rowsRead, progress.read);
  // Every room's unit stays in memory, and a big integer is an object.
  const alike = (rows: bigint): bigint => (rows === rowsRead ? rowsRead : rows);
  return {
    ...unit,
    state: advance(UNIT_STATES, unit.state as UnitState, progress.state),
    position: progress.position,
    rowsRead,
    rowsWritten: alike(plus(unit.rowsWritten, progress.written)),
    rowsSkipped: plus(unit.rowsSkipped, skipped),
    rowsRejected: plus(unit.rowsRejected, progress.rejected),
    targetRows: alike(plus(unit.targetRows, progress.targetRows)),
    skippedBy: rules.length === 0 ? unit.skippedBy : JSON.stringify(skippedBy),
    revision,
    updatedAt: BigInt(now),
  };
}

function plus(sum: bigint, rows: number): bigint {
  return rows === 0 ? sum : sum + BigInt(rows);
}

/** The unit with its books opened anew, for work that is counted from the start again. */
export function recounted(unit: UnitRecord): UnitRecord {
  return { ...unit, rowsRead: 0n, rowsWritten: 0n, rowsSkipped: 0n, rowsRejected: 0n, targetRows: 0n, skippedBy: '{}' };
}

export function skippedRules(unit: UnitRecord): Record<string, number> {
  return unit.skippedBy === '{}' ? {} : (JSON.parse(unit.skippedBy) as Record<string, number>);
}

/** Rows that a unit has moved: those of the source that it read, and those of the target that the plan made. */
export function rowsOfUnit({ rowsRead, rowsWritten, targetRows }: UnitRecord): bigint {
  return rowsRead + targetRows - rowsWritten;
}

export async function readUnits(journal: JournalReader, migrationId: string): Promise<Map<string, UnitRecord>> {
  const units = new Map<string, UnitRecord>();
  const lean = leanUnits();
  for await (const page of journal.pages('unit', { migrationId })) {
    for (const unit of page) units.set(unit.unitId, lean(unit));
  }
  return units;
}

/** A unit a room is read, and stays: what most of them have alike is kept once. */
function leanUnits(): (unit: UnitRecord) => UnitRecord {
  const texts = new Map<string, string>();
  const one = (text: string): string => {
    const known = texts.get(text);
    if (known === undefined) texts.set(text, text);
    return known ?? text;
  };
  let updatedAt = 0n;
  return (unit) => {
    const { rowsRead } = unit;
    const alike = (rows: bigint): bigint => (rows === 0n ? 0n : rows === rowsRead ? rowsRead : rows);
    if (unit.updatedAt !== updatedAt) updatedAt = unit.updatedAt;
    return {
      migrationId: one(unit.migrationId),
      unitId: unit.unitId,
      phase: one(unit.phase),
      state: one(unit.state),
      position: unit.position,
      rowsRead,
      rowsWritten: alike(unit.rowsWritten),
      rowsSkipped: alike(unit.rowsSkipped),
      rowsRejected: alike(unit.rowsRejected),
      targetRows: alike(unit.targetRows),
      skippedBy: one(unit.skippedBy),
      rowsExpected: unit.rowsExpected === null ? null : alike(unit.rowsExpected),
      revision: unit.revision,
      updatedAt,
    };
  };
}

/** Thrown inside a transaction, so that it is rolled back: another run has moved the checkpoint. */
export class CheckpointMoved extends Error {
  /** @param units of which one at least is meant */
  constructor([first, ...others]: readonly string[]) {
    const among = others.length === 0 ? `of ${first}` : `of ${first}, or of one of ${others.length} more units,`;
    super(`the checkpoint ${among} is not the one that this batch began with`);
    this.name = 'CheckpointMoved';
  }
}

/** @throws CheckpointMoved */
export async function storeCheckpoints(
  transaction: JournalTransaction,
  checkpoints: readonly Checkpoint[],
): Promise<void> {
  const fresh = checkpoints.filter(({ before }) => before === null).map(({ after }) => after);
  if (fresh.length > 0) await transaction.insert('unit', fresh);
  const known = checkpoints.flatMap(({ before, after }) => {
    if (before === null) return [];
    const { state, revision, rowsRead, updatedAt } = before;
    return [{ row: after, expected: { state, revision, rowsRead, updatedAt } }];
  });
  if (!(await transaction.updateAll('unit', known))) throw new CheckpointMoved(known.map(({ row }) => row.unitId));
}
