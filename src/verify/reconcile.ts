/**
 * Makes small tables of the target equal to the plan, touching only rows that differ. Rows of different tables refer to
 * each other, so a row that cannot go or come yet waits until the tables around it have made way; when a whole round
 * achieves nothing, what is left is left, and named.
 */
import type { Reconcile } from '#src/load/delta-port.ts';
import type { TargetPort } from '#src/load/target-port.ts';
import type { MigrationPlan, TablePlan } from '#src/model/plan.ts';
import type { Row } from '#src/model/value.ts';
import { nothingRepaired, type Repaired } from './apply-mismatches.ts';
import { isPlaceholder, placeholderTest } from './expected-placeholders.ts';
import { sweepTable } from './repair-table.ts';
import { type TableSides, tableSides } from './table-sides.ts';
import type { VerificationPorts } from './verification-ports.ts';

/**
 * @param tables in load order: a table refers to those before it only
 * @returns the last refusal when rows are left that could not be written, else null
 */
export async function reconcileTables(
  target: TargetPort,
  tables: readonly TableSides[],
  repaired: Repaired,
): Promise<unknown> {
  for (;;) {
    const before = { ...repaired };
    let left = false;
    let failure: unknown = null;
    for (const sides of tables) {
      const sweep = await sweepTable(target, sides, ['missing', 'changed'], repaired);
      failure = sweep.failure ?? failure;
      left ||= sweep.failure !== null;
    }
    for (const sides of [...tables].reverse()) {
      const sweep = await sweepTable(target, sides, ['extra'], repaired);
      failure = sweep.failure ?? failure;
      left ||= sweep.failure !== null;
    }
    const progress =
      repaired.inserted > before.inserted || repaired.updated > before.updated || repaired.removed > before.removed;
    if (!left) return null;
    if (!progress) return failure;
  }
}

/**
 * For a load over a source that has changed: reconciles one table at a time, in load order. Placeholder principals are
 * left alone, because messages decide which of them are needed. A row that other tables still refer to is taken out
 * together with the rows of later tables that have to go as well, or, when asked to be lenient, left for later.
 * @returns a function that tells what it did
 * @throws the constraint's refusal when a row cannot be written
 */
export function makeReconcile(
  ports: VerificationPorts & { readonly target: TargetPort },
  plan: MigrationPlan,
): Reconcile {
  return async (table, { placeholders, lenient = false } = {}) => {
    const isLeftAlone =
      placeholders === undefined
        ? (name: TablePlan['table'], row: Row) => isPlaceholder(plan, name, row)
        : placeholderTest(plan, placeholders);
    const sidesOf = (one: TablePlan): TableSides =>
      tableSides(one, ports.source, ports.reader, [], (row) => one.owns(row) && !isLeftAlone(one.table, row));
    const repaired = nothingRepaired();
    const at = plan.tables.findIndex((each) => each.table === table.table);
    const sides = sidesOf(table);
    const first = await sweepTable(ports.target, sides, ['missing', 'changed', 'extra'], repaired);
    if (first.failure === null || lenient) return { ...repaired, refused: first.failure, before: [] };
    const before: (Repaired & Pick<TablePlan, 'table'>)[] = [];
    for (const later of plan.tables.slice(at + 1).reverse()) {
      const gone = { ...nothingRepaired(), table: later.table };
      await sweepTable(ports.target, sidesOf(later), ['extra'], gone);
      before.push(gone);
    }
    const failure = await reconcileTables(ports.target, [sides], repaired);
    if (failure !== null) throw failure;
    return { ...repaired, refused: null, before };
  };
}
