/**
 * The two sides of a table's comparison as streams of rows: what the plan says must be there, and what is there and
 * belongs to this migration. Either can be read as often as needed, a page at a time.
 */
import type { SourcePort } from '#src/extract/source-port.ts';
import type { TargetReader } from '#src/load/target-port.ts';
import type { TablePlan } from '#src/model/plan.ts';
import { LEGACY_TABLES } from '#src/model/schema/legacy.ts';
import type { Row } from '#src/model/value.ts';
import { specOf } from './difference.ts';

/** Pages of rows; a page is as large as its reader makes it. */
export type RowPages = () => AsyncIterable<readonly Row[]>;

export interface TableSides {
  readonly table: TablePlan['table'];
  readonly expected: RowPages;
  /** @param seen is given every row of the table, also those that do not belong to this migration */
  readonly actual: (seen?: (rows: readonly Row[]) => void) => AsyncIterable<readonly Row[]>;
}

/** So few that they are gone before the collector moves them to where collecting is dear: a principal takes a kilobyte. */
const PLANNED_PAGE_ROWS = 500;

/**
 * @param placeholders rows that are expected beyond the plan's own
 * @param belongs narrows or widens what the plan owns in the target
 */
export function tableSides(
  plan: TablePlan,
  source: SourcePort,
  target: TargetReader,
  placeholders: readonly Row[] = [],
  belongs: (row: Row) => boolean = (row) => plan.owns(row),
): TableSides {
  return {
    table: plan.table,
    async *expected() {
      yield* inPages(plan.planned());
      if (plan.passThrough !== null) yield* mapped(plan.passThrough, source);
      if (placeholders.length > 0) yield placeholders;
    },
    async *actual(seen = () => {}) {
      for await (const page of target.rows(specOf(plan.table))) {
        seen(page);
        yield page.filter(belongs);
      }
    },
  };
}

async function* mapped(
  passThrough: NonNullable<TablePlan['passThrough']>,
  source: SourcePort,
): AsyncIterable<readonly Row[]> {
  const spec = LEGACY_TABLES.find((one) => one.name === passThrough.from);
  if (spec === undefined) throw new Error(`no documented table ${passThrough.from}`);
  for await (const page of source.rows(spec)) {
    const rows: Row[] = [];
    for (const row of page) {
      const outcome = passThrough.map(row);
      if (outcome.outcome === 'write') rows.push(outcome.row);
    }
    yield rows;
  }
}

function* inPages(rows: Iterable<Row>): Iterable<readonly Row[]> {
  let page: Row[] = [];
  for (const row of rows) {
    page.push(row);
    if (page.length < PLANNED_PAGE_ROWS) continue;
    yield page;
    page = [];
  }
  if (page.length > 0) yield page;
}
