/**
 * The books of the whole migration: what the plan counted itself, and what the units counted while they ran. That
 * read = written + skipped + rejected is proved here for every kind; a difference is a defect of gc2pc.
 */
import type { JournalReader } from '#src/journal/journal-port.ts';
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

/** Books that are still open: units are entered one by one, and none of them is kept. */
class OpenBooks {
  readonly #plan: MigrationPlan;
  readonly #kinds: ReadonlyMap<string, CountKind>;
  /** Ids of tables' units. */
  readonly #done = new Set<string>();
  readonly #counted = new Map<CountKind, OpenCount>();

  constructor(plan: MigrationPlan) {
    this.#plan = plan;
    this.#kinds = passThroughKinds(plan);
  }

  enter(unit: UnitRecord): void {
    if (unit.phase !== 'messages' && unit.state === 'done') this.#done.add(unit.unitId);
    const kind = unit.phase === 'messages' ? 'messages' : this.#kinds.get(unit.unitId);
    if (kind === undefined) return;
    const count = this.#counted.get(kind) ?? { read: 0, written: 0, rejected: 0, skipped: {} };
    this.#counted.set(kind, count);
    count.read += Number(unit.rowsRead);
    count.written += Number(unit.rowsWritten);
    count.rejected += Number(unit.rowsRejected);
    addRules(count.skipped, skippedRules(unit));
  }

  /**
   * `now` counts nothing that is not there yet: until its table is loaded, of a planned kind only the rejects are told.
   * `end` takes every table for loaded, as a dry run does.
   * @throws Error when they do not add up
   */
  close(at: 'now' | 'end'): Books {
    const counts: Partial<Record<CountKind, Count>> = {};
    const skippedBy: Partial<Record<CountKind, Readonly<Record<string, number>>>> = {};
    for (const kind of COUNT_KINDS) {
      const { read, written, rejected, skipped } = this.#plan.ledgers[kind];
      const table = PLANNED_IN[kind];
      const loaded = at === 'end' || table === undefined || this.#done.has(tableUnitId({ table }));
      const count = loaded
        ? { read, written, rejected, skipped: { ...skipped } }
        : { read: rejected, written: 0, rejected, skipped: {} };
      const more = this.#counted.get(kind);
      if (more !== undefined) {
        count.read += more.read;
        count.written += more.written;
        count.rejected += more.rejected;
        addRules(count.skipped, more.skipped);
      }
      counts[kind] = closed(kind, count);
      skippedBy[kind] = count.skipped;
    }
    return { counts: counts as Counts, skippedBy: skippedBy as MigrationResult['skippedBy'] };
  }
}

/** @throws Error when they do not add up */
export function closeBooks(plan: MigrationPlan, units: Iterable<UnitRecord>, at: 'now' | 'end'): Books {
  const books = new OpenBooks(plan);
  for (const unit of units) books.enter(unit);
  return books.close(at);
}

/**
 * What is in the books now, by what the journal holds.
 * @throws Error when they do not add up
 */
export async function readBooks(plan: MigrationPlan, journal: JournalReader, migrationId: string): Promise<Books> {
  const books = new OpenBooks(plan);
  for await (const page of journal.pages('unit', { migrationId })) for (const unit of page) books.enter(unit);
  return books.close('now');
}

function addRules(sums: Record<string, number>, rules: Readonly<Record<string, number>>): void {
  for (const [rule, rows] of Object.entries(rules)) sums[rule] = (sums[rule] ?? 0) + rows;
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
