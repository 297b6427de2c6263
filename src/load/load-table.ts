/**
 * Loads one table: the rows that the plan holds, then those that pass through from the source one by one. Each batch
 * commits with its checkpoint. A table that was loaded from an older state of the source is not loaded again but
 * reconciled: only what differs is touched.
 */
import { createHash } from 'node:crypto';
import type { UnitRecord } from '#src/journal/journal-tables.ts';
import { replaceRejects, storeRejects } from '#src/journal/rejects.ts';
import { newUnit, progressed, recounted } from '#src/journal/units.ts';
import type { Reject, TablePlan } from '#src/model/plan.ts';
import { prefetched } from '#src/model/prefetched.ts';
import { keyText } from '#src/model/schema/malformation.ts';
import type { UnitState } from '#src/model/states.ts';
import type { Row } from '#src/model/value.ts';
import { legacySpec } from './current-spec.ts';
import { rowsOf } from './delta.ts';
import type { LoadContext } from './load-context.ts';
import { passThroughBatches, tally } from './pass-through.ts';
import { retrying } from './retry.ts';
import { rowBatches } from './row-batches.ts';
import { formatTablePosition, parseTablePosition, type TablePosition } from './table-position.ts';
import { writeRows } from './write-rows.ts';

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
}

/** @returns false when rows had to wait: the table must be loaded again, once others have made way */
export async function loadTable(context: LoadContext, table: TablePlan, load: TableLoad): Promise<boolean> {
  const unit = context.units.get(tableUnitId(table)) ?? null;
  if (unit !== null && unit.position !== null && (load.suspect || unit.revision !== context.revision)) {
    return reconcileTable(context, table, unit, load);
  }
  if (unit?.state === 'done') return true;
  await loadPlanned(context, table);
  if (table.passThrough !== null && !(await loadPassThrough(context, table, table.passThrough))) {
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
  context.delta.add(table.table, done);
  if (done.refused !== null) return false;
  const changed = rowsOf(done);
  const { passThrough } = table;
  const taken = passThrough === null ? null : await tally(passThrough, request.source, () => context.goOn());
  const position: TablePosition = {
    planned: table.plannedRows,
    source: taken?.read ?? 0,
    lastKey: taken?.lastKey === undefined ? '' : keyHash(taken.lastKey),
  };
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

async function loadPlanned(context: LoadContext, table: TablePlan): Promise<void> {
  const { limits } = context.request;
  let taken = parseTablePosition(unitOf(context, table).position).planned;
  if (taken >= table.plannedRows) return;
  for (const rows of rowBatches(from(table.planned(), taken), limits)) {
    context.goOn();
    taken += rows.length;
    const position = { ...parseTablePosition(unitOf(context, table).position), planned: taken };
    await commitRows(context, table, position, { rows, read: 0, skipped: {}, rejects: [] });
  }
}

/** @returns false when the source is no longer the one that the first batches came from */
async function loadPassThrough(
  context: LoadContext,
  table: TablePlan,
  passThrough: NonNullable<TablePlan['passThrough']>,
): Promise<boolean> {
  const { source, limits } = context.request;
  const start = parseTablePosition(unitOf(context, table).position);
  const hashOf = (row: Row | null) => (row === null ? '' : keyHash(keyText(legacySpec(passThrough.from), row)));
  let sameSource = start.source === 0;
  let taken = start.source;
  const batches = prefetched(passThroughBatches(passThrough, source, limits, context.patience, taken));
  for await (const batch of batches) {
    if (batch.skippedTo !== null) {
      if (hashOf(batch.skippedTo) !== start.lastKey) return false;
      sameSource = true;
      continue;
    }
    context.goOn();
    taken += batch.read;
    const planned = parseTablePosition(unitOf(context, table).position).planned;
    const position = { planned, source: taken, lastKey: hashOf(batch.last) };
    await commitRows(context, table, position, batch);
  }
  return sameSource;
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
  position: TablePosition,
  batch: BatchOfRows,
): Promise<void> {
  const known = context.units.get(tableUnitId(table)) ?? null;
  const after = progressed(
    known ?? unitOf(context, table),
    {
      state: 'running',
      position: formatTablePosition(position),
      read: batch.read,
      written: batch.read === 0 ? 0 : batch.rows.length,
      rejected: batch.rejects.length,
      targetRows: batch.rows.length,
      skipped: batch.skipped,
    },
    context.revision,
    context.request.now(),
  );
  await context.commit(after.unitId, [{ before: known, after }], async (transaction) => {
    await writeRows(transaction, table, batch.rows);
    await storeRejects(transaction.journal, context.migrationId, batch.rejects);
  });
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

function* from(rows: Iterable<Row>, taken: number): Iterable<Row> {
  let index = 0;
  for (const row of rows) {
    if (index >= taken) yield row;
    index += 1;
  }
}

/** Keys may be long, and may name people: the journal keeps a hash. */
function keyHash(key: string): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 16);
}
