/**
 * Looks at the target before anything is resumed: what is there counts for more than what the journal says of it. A
 * target that was set back to an earlier backup is brought forward again; a target with messages that this migration did
 * not write is refused.
 */
import type { UnitRecord } from '#src/journal/journal-tables.ts';
import type { TablePlan } from '#src/model/plan.ts';
import { keyText } from '#src/model/schema/malformation.ts';
import type { Row } from '#src/model/value.ts';
import { currentSpec } from './current-spec.ts';
import { TargetAhead } from './errors.ts';
import type { LoadContext } from './load-context.ts';
import type { SetBackParts } from './load-rooms.ts';
import { tableUnitId } from './load-table.ts';
import { lookAtParts } from './parts-in-target.ts';
import { REVISION_UNIT, readRevision } from './raise-revision.ts';
import { parseTablePosition } from './table-position.ts';

export interface WorldView {
  /** True when the target was set back: everything that was loaded is compared again. */
  readonly setBack: boolean;
  readonly parts: SetBackParts;
  readonly takeOverAgain: boolean;
  readonly revisionAgain: boolean;
}

/** @throws TargetAhead */
export async function lookAtTarget(context: LoadContext): Promise<WorldView> {
  const takeOverAgain = await lostTakeOver(context);
  const { ahead, setBack: parts } = await lookAtParts({ ...context.request, units: context.units }, takeOverAgain);
  if (ahead.length > 0) throw new TargetAhead(ahead);
  const lostRows = await lostTableRows(context);
  const revisionAgain = await lostRevision(context);
  return { setBack: parts.size > 0 || lostRows || revisionAgain || takeOverAgain, parts, takeOverAgain, revisionAgain };
}

/** True when a room that was taken over has its old identity again. */
async function lostTakeOver(context: LoadContext): Promise<boolean> {
  const { plan, baseline, targetReader } = context.request;
  const nodes = plan.tables.find((table) => table.table === 'tblNode');
  if (plan.takenOver.length === 0 || nodes === undefined) return false;
  if (context.units.get(tableUnitId(nodes))?.state !== 'done') return false;
  const taken = new Set(plan.takenOver);
  const old = new Map(
    baseline.nodes.filter((node) => taken.has(node.nodeID)).map((node) => [node.nodeID, node.nodeGuid]),
  );
  for await (const page of targetReader.rows(currentSpec('tblNode'), new Set(['nodeID', 'nodeGuid']))) {
    for (const row of page) if (old.get(row.nodeID as number) === row.nodeGuid) return true;
  }
  return false;
}

/**
 * True when the last planned row of a table is gone, though its checkpoint says that it was written. A backup holds one
 * instant, so it is enough to look at the node table and at the table that was written last.
 */
async function lostTableRows(context: LoadContext): Promise<boolean> {
  const begun = context.request.plan.tables
    .map((table) => ({ table, unit: context.units.get(tableUnitId(table)) }))
    .filter((one) => one.unit?.revision === context.revision && parseTablePosition(one.unit.position).planned > 0);
  const latest = begun.toSorted((a, b) => Number((b.unit?.updatedAt ?? 0n) - (a.unit?.updatedAt ?? 0n)))[0];
  const nodes = begun.find((one) => one.table.table === 'tblNode');
  for (const one of new Set([nodes, latest])) {
    if (one !== undefined && (await isLost(context, one.table, one.unit))) return true;
  }
  return false;
}

async function isLost(context: LoadContext, table: TablePlan, unit: UnitRecord | undefined): Promise<boolean> {
  const { planned } = parseTablePosition(unit?.position ?? null);
  const spec = currentSpec(table.table);
  const last = at(table.planned(), planned - 1);
  if (last === null) return false;
  const wanted = keyText(spec, last);
  for await (const page of context.request.targetReader.rows(spec, new Set(spec.primaryKey))) {
    for (const row of page) if (keyText(spec, row) === wanted) return false;
  }
  return true;
}

async function lostRevision(context: LoadContext): Promise<boolean> {
  const { systemRevision } = context.request.plan;
  if (systemRevision === null || context.units.get(REVISION_UNIT)?.state !== 'done') return false;
  const current = await readRevision(context);
  return current !== null && current < systemRevision;
}

function at(rows: Iterable<Row>, index: number): Row | null {
  let position = 0;
  for (const row of rows) {
    if (position === index) return row;
    position += 1;
  }
  return null;
}
