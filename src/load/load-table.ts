/**
 * Loads one table: the rows that the plan holds, then those that pass through from the source one by one. Each batch
 * commits with its checkpoint. A table that was loaded from an older state of the source is not loaded again but
 * reconciled: only what differs is touched.
 */
import { createHash } from 'node:crypto';
import type { UnitRecord } from '#src/journal/journal-tables.ts';
import { replaceRejects, storeRejects } from '#src/journal/rejects.ts';
import { type Checkpoint, newUnit, progressed, recounted } from '#src/journal/units.ts';
import type { PageLimits } from '#src/model/messages.ts';
import type { Reject, TablePlan } from '#src/model/plan.ts';
import { prefetched } from '#src/model/prefetched.ts';
import { keyText } from '#src/model/schema/malformation.ts';
import type { UnitState } from '#src/model/states.ts';
import type { Row } from '#src/model/value.ts';
import { BatchLanes, type Turn } from './batch-lanes.ts';
import { currentSpec, legacySpec } from './current-spec.ts';
import { rowsOf } from './delta.ts';
import type { LoadContext } from './load-context.ts';
import type { StreamSlots } from './pace/stream-slots.ts';
import { type PassThroughBatch, passThroughBatches, tally } from './pass-through.ts';
import { retrying } from './retry.ts';
import { rowBatches } from './row-batches.ts';
import {
  advanced,
  formatTablePosition,
  parseTablePosition,
  type TakenRows,
  takenOf,
  wholePosition,
} from './table-position.ts';
import type { TargetTransaction } from './target-port.ts';
import { writeRows } from './write-rows.ts';

/**
 * Rows of tables are objects while they wait, unlike messages, and several batches of them lie in memory at once: of wide
 * rows fewer make a batch than `load.batchBytes` would let.
 */
const MOST_BYTES = 2 * 1024 * 1024;

function tableLimits({ request: { limits } }: LoadContext): PageLimits {
  return { ...limits, bytes: Math.min(limits.bytes, MOST_BYTES) };
}

export function tableUnitId(table: Pick<TablePlan, 'table'>): string {
  return `table:${table.table}`;
}

export interface TableLoad {
  /** The target was set back, or the source may have changed: what was loaded must be compared again. */
  readonly suspect: boolean;
  /** Legacy ids of authors whose placeholder stands in the target. */
  readonly placeholders: ReadonlySet<number>;
  /** True: rows that cannot be written yet may wait for another call. */
  readonly lenient: boolean;
  /** Batches of all tables that may be on their way at once. */
  readonly slots: StreamSlots;
}

/** @returns false when rows had to wait: the table must be loaded again, once others have made way */
export async function loadTable(context: LoadContext, table: TablePlan, load: TableLoad): Promise<boolean> {
  const unit = context.units.get(tableUnitId(table)) ?? null;
  if (unit !== null && unit.position !== null && (load.suspect || unit.revision !== context.revision)) {
    return reconcileTable(context, table, unit, load);
  }
  if (unit?.state === 'done') return true;
  const lanes = new BatchLanes(load.slots, lanesOf(context, table, load.slots.limit), () => context.goOn());
  await loadPlanned(context, table, lanes);
  if (table.passThrough !== null && !(await loadPassThrough(context, table, table.passThrough, lanes))) {
    return reconcileTable(context, table, unitOf(context, table), load);
  }
  await finish(context, table);
  return true;
}

/** Makes a table that was loaded before equal to the plan of now, and counts it anew. */
async function reconcileTable(
  context: LoadContext,
  table: TablePlan,
  unit: UnitRecord,
  { placeholders, lenient }: TableLoad,
): Promise<boolean> {
  const { request } = context;
  context.goOn();
  const done = await retrying(context.patience, () => request.reconcile(table, { placeholders, lenient }));
  for (const changes of [{ ...done, table: table.table }, ...done.before]) context.delta.add(changes.table, changes);
  if (done.refused !== null) return false;
  const changed = [done, ...done.before].reduce((sum, changes) => sum + rowsOf(changes), 0);
  const { passThrough } = table;
  const taken = passThrough === null ? null : await tally(passThrough, request.source, () => context.goOn());
  const position = wholePosition({
    planned: table.plannedRows,
    source: taken?.read ?? 0,
    lastKey: taken?.lastKey === undefined ? '' : keyHash(taken.lastKey),
  });
  const after = progressed(
    recounted(unit),
    {
      state: 'running',
      position: formatTablePosition(position),
      read: taken?.read ?? 0,
      written: taken?.written ?? 0,
      rejected: taken?.rejects.length ?? 0,
      targetRows: table.plannedRows + (taken?.written ?? 0),
      skipped: taken?.skipped ?? {},
    },
    context.revision,
    request.now(),
  );
  if (changed === 0 && unit.state === 'done' && isSame(unit, after)) return true;
  await context.commit(unit.unitId, [{ before: unit, after }], async ({ journal }) => {
    if (passThrough !== null)
      await replaceRejects(journal, context.migrationId, [passThrough.kind], taken?.rejects ?? []);
  });
  await finish(context, table);
  return true;
}

/** True when a comparison has found nothing that the journal did not know. */
function isSame(before: UnitRecord, after: UnitRecord): boolean {
  return (
    before.revision === after.revision &&
    before.position === after.position &&
    before.rowsWritten === after.rowsWritten &&
    before.rowsRejected === after.rowsRejected &&
    before.skippedBy === after.skippedBy
  );
}

/**
 * How many batches of a table may be on their way at once. One, where rows may point to rows before them, where the
 * database may number the rows itself, and where it takes one transaction after the other anyhow.
 */
function lanesOf({ request }: LoadContext, table: TablePlan, most: number): number {
  const { primaryKey, foreignKeys } = currentSpec(table.table);
  const inOrder = primaryKey.length < 2 || foreignKeys.some((key) => key.table === table.table);
  return inOrder || request.target.oneAtATime === true ? 1 : most;
}

async function loadPlanned(context: LoadContext, table: TablePlan, lanes: BatchLanes): Promise<void> {
  const position = parseTablePosition(unitOf(context, table).position);
  if (position.planned >= table.plannedRows) return;
  await lanes.each(
    plannedBatches(table, takenOf(position, 'planned'), tableLimits(context)),
    ({ from, rows }, turn) => {
      const batch = { rows, read: 0, skipped: {}, rejects: [] };
      return commitRows(context, table, 'planned', { from, to: from + rows.length, lastKey: '' }, batch, turn);
    },
  );
}

/** Batches of what is not taken yet; none reaches across what is. */
function* plannedBatches(
  table: TablePlan,
  taken: readonly TakenRows[],
  limits: PageLimits,
): Iterable<{ readonly from: number; readonly rows: Row[] }> {
  const ends = [0, ...taken.map(({ to }) => to)];
  for (const [gap, begin] of ends.entries()) {
    let from = begin;
    for (const rows of rowBatches(between(table.planned(), begin, taken[gap]?.from ?? null), limits)) {
      yield { from, rows };
      from += rows.length;
    }
  }
}

/** @returns false when the source is no longer the one that the first batches came from */
async function loadPassThrough(
  context: LoadContext,
  table: TablePlan,
  passThrough: NonNullable<TablePlan['passThrough']>,
  lanes: BatchLanes,
): Promise<boolean> {
  const { source } = context.request;
  const limits = tableLimits(context);
  const taken = takenOf(parseTablePosition(unitOf(context, table).position), 'source');
  const hashOf = (row: Row | null) => (row === null ? '' : keyHash(keyText(legacySpec(passThrough.from), row)));
  let unseen = taken.length;
  async function* left(): AsyncIterable<PassThroughBatch> {
    for await (const batch of passThroughBatches(passThrough, source, limits, context.patience, taken)) {
      if (batch.passed === null) yield batch;
      else if (hashOf(batch.passed.last) === batch.passed.run.lastKey) unseen -= 1;
      else return;
    }
  }
  await lanes.each(prefetched(left()), (batch, turn) => {
    const run = { from: batch.from, to: batch.from + batch.read, lastKey: hashOf(batch.last) };
    return commitRows(context, table, 'source', run, batch, turn);
  });
  return unseen === 0;
}

interface BatchOfRows {
  readonly rows: readonly Row[];
  /** Source rows, 0 for planned ones: the plan's own books count those. */
  readonly read: number;
  readonly skipped: Readonly<Record<string, number>>;
  readonly rejects: readonly Reject[];
}

async function commitRows(
  context: LoadContext,
  table: TablePlan,
  what: 'planned' | 'source',
  run: TakenRows,
  batch: BatchOfRows,
  turn: Turn,
): Promise<void> {
  const checkpoint = (): Checkpoint => {
    const before = context.units.get(tableUnitId(table)) ?? null;
    const unit = before ?? unitOf(context, table);
    const progress = {
      state: 'running' satisfies UnitState,
      position: formatTablePosition(advanced(parseTablePosition(unit.position), what, run)),
      read: batch.read,
      written: batch.read === 0 ? 0 : batch.rows.length,
      rejected: batch.rejects.length,
      targetRows: batch.rows.length,
      skipped: batch.skipped,
    } as const;
    return { before, after: progressed(unit, progress, context.revision, context.request.now()) };
  };
  const write = async (transaction: TargetTransaction) => {
    await writeRows(transaction, table, batch.rows);
    await storeRejects(transaction.journal, context.migrationId, batch.rejects);
    await turn.take();
    return [checkpoint()];
  };
  await context.commitCounted(tableUnitId(table), write, null, turn);
  context.delta.add(table.table, { inserted: batch.rows.length });
}

async function finish(context: LoadContext, table: TablePlan): Promise<void> {
  const known = context.units.get(tableUnitId(table)) ?? null;
  const unit = known ?? unitOf(context, table);
  const position = parseTablePosition(unit.position);
  if (position.planned !== table.plannedRows) {
    throw new Error(`${table.table}: ${position.planned} of ${table.plannedRows} planned rows were written`);
  }
  const done = {
    state: 'done' satisfies UnitState,
    read: 0,
    written: 0,
    rejected: 0,
    targetRows: 0,
    skipped: {},
  } as const;
  const after = progressed(
    unit,
    { ...done, position: formatTablePosition(position) },
    context.revision,
    context.request.now(),
  );
  await context.commit(unit.unitId, [{ before: known, after }], async () => {});
  await context.request.interrupts('unit:finished', unit.unitId);
}

function unitOf(context: LoadContext, table: TablePlan): UnitRecord {
  return (
    context.units.get(tableUnitId(table)) ??
    newUnit(context.migrationId, tableUnitId(table), table.phase, context.revision, table.plannedRows)
  );
}

/** @param to exclusive; null = to the last one */
function* between(rows: Iterable<Row>, from: number, to: number | null): Iterable<Row> {
  let index = 0;
  for (const row of rows) {
    if (to !== null && index >= to) return;
    if (index >= from) yield row;
    index += 1;
  }
}

/** Keys may be long, and may name people: the journal keeps a hash. */
function keyHash(key: string): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 16);
}
