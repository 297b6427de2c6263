/**
 * The books of the whole migration: what the plan counted itself, and what the units counted while they ran. That
 * read = written + skipped + rejected is proved here for every kind; a difference is a defect of gc2pc.
 */
import type { UnitRecord } from '#src/journal/journal-tables.ts';
import { skippedRules } from '#src/journal/units.ts';
import { COUNT_KINDS, type CountKind, type MigrationPlan, type PlannedTable } from '#src/model/plan.ts';
import { tableUnitId } from './load-table.ts';
import type { Count, Counts, MigrationResult } from './request.ts';

export type Books = Pick<MigrationResult, 'counts' | 'skippedBy'>;

interface OpenCount {
  read: number;
  written: number;
  rejected: number;
  skipped: Record<string, number>;
}

/** Kinds whose rows pass through; their units count them, the plan does not. */
export function passThroughKinds(plan: MigrationPlan): Map<string, CountKind> {
  return new Map(
    plan.tables.flatMap((table) =>
      table.passThrough === null ? [] : [[tableUnitId(table), table.passThrough.kind] as const],
    ),
  );
}

/** The table whose rows the plan itself holds for a kind; the other kinds are counted by units alone. */
const PLANNED_IN: Partial<Readonly<Record<CountKind, PlannedTable>>> = {
  addIns: 'tblSiopWhiteList',
  principals: 'tblPrincipal',
  categories: 'tblNode',
  rooms: 'tblNode',
  scopes: 'tblScopePrincipal',
  roles: 'tblPrincipalRole',
  chatCounters: 'tblLastChatId',
  inviteCounters: 'tblLastInviteId',
};

/**
 * `now` counts nothing that is not there yet: until its table is loaded, of a planned kind only the rejects are told.
 * `end` takes every table for loaded, as a dry run does.
 * @throws Error when they do not add up
 */
export function closeBooks(plan: MigrationPlan, units: Iterable<UnitRecord>, at: 'now' | 'end'): Books {
  const known = [...units];
  const done = new Set(known.filter(({ state }) => state === 'done').map(({ unitId }) => unitId));
  const open = new Map<CountKind, OpenCount>(
    COUNT_KINDS.map((kind) => {
      const { read, written, rejected, skipped } = plan.ledgers[kind];
      const table = PLANNED_IN[kind];
      const loaded = at === 'end' || table === undefined || done.has(tableUnitId({ table }));
      return [
        kind,
        loaded
          ? { read, written, rejected, skipped: { ...skipped } }
          : { read: rejected, written: 0, rejected, skipped: {} },
      ];
    }),
  );
  const kinds = passThroughKinds(plan);
  for (const unit of known) {
    const kind = unit.phase === 'messages' ? 'messages' : kinds.get(unit.unitId);
    const count = kind === undefined ? undefined : open.get(kind);
    if (count === undefined) continue;
    count.read += Number(unit.rowsRead);
    count.written += Number(unit.rowsWritten);
    count.rejected += Number(unit.rowsRejected);
    for (const [rule, rows] of Object.entries(skippedRules(unit)))
      count.skipped[rule] = (count.skipped[rule] ?? 0) + rows;
  }
  const counts = Object.fromEntries([...open].map(([kind, count]) => [kind, closed(kind, count)])) as Record<
    CountKind,
    Count
  >;
  const skippedBy = Object.fromEntries(
    [...open].map(([kind, count]) => [kind, count.skipped]),
  ) as MigrationResult['skippedBy'];
  return { counts: counts satisfies Counts, skippedBy };
}

function closed(kind: CountKind, { read, written, rejected, skipped: rules }: OpenCount): Count {
  const skipped = Object.values(rules).reduce((sum, rows) => sum + rows, 0);
  if (read !== written + skipped + rejected) {
    throw new Error(
      `the books of ${kind} do not add up: ${read} read, ${written} written, ${skipped} skipped, ${rejected} rejected`,
    );
  }
  return { read, written, skipped, rejected };
}
