/**
 * The phases of a load in their order: take-over, structure, messages, counters, revision. Each begins when the one
 * before has ended, so that whatever a row refers to is there before it. A delta, which is a load of what was loaded
 * before, first makes equal what is there: the tables, then, in a phase of its own, the older messages.
 */

import type { UnitRecord } from '#src/journal/journal-tables.ts';
import { enterState } from '#src/journal/migration.ts';
import type { TablePlan } from '#src/model/plan.ts';
import type { MigrationState } from '#src/model/states.ts';
import { currentSpec } from './current-spec.ts';
import type { LoadContext } from './load-context.ts';
import { loadRooms } from './load-rooms.ts';
import { loadTable, tableUnitId } from './load-table.ts';
import { workOf } from './lots.ts';
import { catchUpOlderMessages } from './older-messages.ts';
import { StreamSlots } from './pace/stream-slots.ts';
import type { Phases } from './phases.ts';
import type { Placeholders } from './placeholders.ts';
import { REVISION_UNIT, raiseRevision } from './raise-revision.ts';
import { partsOf } from './room-parts.ts';
import { parseRoomPosition } from './room-position.ts';
import { sideBySide } from './tables-side-by-side.ts';
import { TAKEOVER_UNIT, takeOver } from './take-over.ts';
import { lookAtTarget } from './world-check.ts';

/** Two keep server and client at work at once; each more holds a batch of rows more in memory. */
const TABLE_STREAMS = 2;

/**
 * @param looking called before the target is looked at: the journal has nothing to do meanwhile. Awaited before the first
 * message, and not before what is prepared for it: its stream would open a session of its own while others are nearly ready
 * @throws Stopped at a batch boundary
 */
export async function loadEverything(
  context: LoadContext,
  phases: Phases,
  placeholders: Placeholders,
  looking: () => Promise<void>,
): Promise<void> {
  const { plan, journal } = context.request;
  const isDelta = context.record.state !== ('loading' satisfies MigrationState);
  const known = new Set(context.units.keys());
  let ready: Promise<void> = Promise.resolve();
  const { setBack, parts, takeOverAgain, revisionAgain } = await phases.during('prepare', null, async () => {
    context.goOn();
    ready = looking();
    const world = await lookAtTarget(context);
    if (world.setBack) await restorePlaceholders(context, placeholders);
    if (isDelta) {
      context.record = await journal.transaction((transaction) =>
        enterState(transaction, context.record, 'catchingUp'),
      );
    }
    return world;
  });
  /** Where rows are also taken out, what points to them goes first, and only one order is right. */
  const streams = isDelta || setBack ? 1 : Math.min(TABLE_STREAMS, context.request.concurrency);
  const slots = new StreamSlots(streams);
  const load = (table: TablePlan, lenient: boolean) => {
    const begunEarlier = known.has(tableUnitId(table));
    const mayHaveChanged = (isDelta && table.passThrough !== null) || table.phase === 'counters';
    const suspect = setBack || (begunEarlier && mayHaveChanged);
    return loadTable(context, table, { suspect, lenient, placeholders: placeholders.written, slots });
  };
  /** Whatever was loaded, in a delta; else what was loaded of another state of the source than the plan's. */
  const isSuspect = (unit: UnitRecord) =>
    !parts.has(unit.unitId) && (isDelta || (unit.revision !== context.revision && unit.position !== null));
  const tablesOf = (phase: TablePlan['phase']) => plan.tables.filter((table) => table.phase === phase);
  const waiting: TablePlan[] = [];
  const loadTables = (tables: readonly TablePlan[], one: (table: TablePlan) => Promise<unknown>) =>
    sideBySide(tables, streams, one, () => context.fail());
  if (plan.takenOver.length > 0) await phases.during('takeover', null, () => takeOver(context, takeOverAgain));
  await phases.during('structure', rowsKnown(tablesOf('structure')), async () => {
    await loadTables(tablesOf('structure'), async (table) => {
      if (!(await load(table, true))) waiting.push(table);
    });
  });
  if (isDelta || waiting.length > 0 || [...context.units.values()].some(isSuspect)) {
    await phases.during('compare', null, async () => {
      await catchUpOlderMessages(context, placeholders, isSuspect);
      for (const table of waiting) await load(table, false);
    });
  }
  await phases.during('messages', messagesLeft(context), async () => {
    await loadRooms(context, placeholders, parts, ready);
  });
  await phases.during('counters', rowsKnown(tablesOf('counters')), async () => {
    await loadTables(tablesOf('counters'), (table) => load(table, false));
    if (isDelta && parts.size === 0) await placeholders.leaveOnlyNeeded();
  });
  await phases.during('revision', null, () => raiseRevision(context, revisionAgain));
  await context.request.interrupts('migration:before-finish', context.migrationId);
  if (context.record.state !== 'loaded') {
    const finishedAt = context.request.now();
    await journal.transaction((transaction) => enterState(transaction, context.record, 'loaded', finishedAt));
  }
}

async function restorePlaceholders(context: LoadContext, placeholders: Placeholders): Promise<void> {
  const { targetReader } = context.request;
  const there = new Set<number>();
  for await (const page of targetReader.rows(currentSpec('tblPrincipal'), new Set(['prinID']))) {
    for (const row of page) there.add(row.prinID as number);
  }
  await placeholders.restore(there);
}

export function expectation(context: LoadContext, rowsBefore: number) {
  const { plan, limits } = context.request;
  const parts = partsOf(plan.rooms, context.units, limits)
    .map((part) => ({ part, work: workOf(part, null) }))
    .filter(({ part, work }) => work !== null || context.units.has(part.unitId));
  const extra = [TAKEOVER_UNIT, REVISION_UNIT].length - (plan.takenOver.length === 0 ? 1 : 0);
  return {
    unitsTotal: plan.tables.length + parts.length + extra,
    rowsExpected: parts.reduce((sum, { work }) => sum + (work?.estimate ?? 0), plannedRows(plan.tables)),
    rowsBefore,
  };
}

function messagesLeft(context: LoadContext): number {
  const { plan, limits } = context.request;
  return partsOf(plan.rooms, context.units, limits).reduce((sum, part) => {
    const position = parseRoomPosition(context.units.get(part.unitId)?.position ?? null);
    return sum + (workOf(part, position)?.estimate ?? 0);
  }, 0);
}

/** Null where a table comes straight from the source: nobody has counted it. */
function rowsKnown(tables: readonly TablePlan[]): number | null {
  return tables.some((table) => table.passThrough !== null) ? null : plannedRows(tables);
}

function plannedRows(tables: readonly TablePlan[]): number {
  return tables.reduce((sum, table) => sum + table.plannedRows, 0);
}
