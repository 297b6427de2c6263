/** Compares every small table that the plan writes, one after the other. */
import type { MigrationPlan, TablePlan } from '#src/model/plan.ts';
import type { Progress } from '#src/model/progress.ts';
import type { Row } from '#src/model/value.ts';
import type { Difference } from './difference.ts';
import { placeholderRowsOf } from './expected-placeholders.ts';
import { goOn } from './stopped.ts';
import { sumTable, tableMismatches } from './table-comparison.ts';
import { type TableSides, tableSides } from './table-sides.ts';
import type { VerificationPorts } from './verification-ports.ts';

export interface TableWork extends VerificationPorts {
  readonly plan: MigrationPlan;
  readonly progress: Progress;
  readonly stop: AbortSignal;
  found(difference: Difference): void;
  /** Sees every expected row once. */
  expected(table: TablePlan['table'], row: Row): void;
  /** Sees every row of the target's table once, also those that do not belong to this migration. */
  actual(table: TablePlan['table'], rows: readonly Row[]): void;
  /** `actual` has seen all rows of the table. */
  passed(table: TablePlan['table']): void;
}

export interface ComparedTables {
  /** Table → rows that the plan expects. */
  readonly rows: ReadonlyMap<TablePlan['table'], number>;
  /** Rows read on both sides. */
  readonly rowsRead: number;
  /** Tables with differences, in load order. */
  readonly unlike: readonly TableSides[];
}

/** Sides of all tables, in load order. `orphanAuthors` decides which placeholders are expected. */
export function allSides(
  { source, reader }: VerificationPorts,
  plan: MigrationPlan,
  orphanAuthors: ReadonlySet<number>,
): TableSides[] {
  return plan.tables.map((table) =>
    tableSides(table, source, reader, placeholderRowsOf(plan, table.table, orphanAuthors)),
  );
}

export async function compareTables(work: TableWork, sides: readonly TableSides[]): Promise<ComparedTables> {
  const rows = new Map<TablePlan['table'], number>();
  const unlike: TableSides[] = [];
  let rowsRead = 0;
  for (const side of sides) {
    const heard = (read: number): void => {
      goOn(work.stop);
      work.progress({ event: 'rows:moved', phase: 'tables', rows: read, subject: side.table });
    };
    const sums = await sumTable(watched(side, work), heard);
    work.passed(side.table);
    rows.set(side.table, sums.expected.rows);
    rowsRead += sums.expected.rows + sums.actual.rows;
    let differs = false;
    for await (const { difference } of tableMismatches(side, sums)) {
      differs = true;
      work.found(difference);
    }
    if (differs) unlike.push(side);
  }
  return { rows, rowsRead, unlike };
}

function watched(sides: TableSides, work: TableWork): TableSides {
  return {
    ...sides,
    async *expected() {
      for await (const page of sides.expected()) {
        for (const row of page) work.expected(sides.table, row);
        yield page;
      }
    },
    actual: () => sides.actual((rows) => work.actual(sides.table, rows)),
  };
}
