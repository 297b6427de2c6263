/** Writes planned rows: new ones are inserted, those that take the place of a row of the target are updated. */
import type { TablePlan } from '#src/model/plan.ts';
import type { Row } from '#src/model/value.ts';
import { currentSpec } from './current-spec.ts';
import type { TargetTransaction } from './target-port.ts';

export async function writeRows(transaction: TargetTransaction, table: TablePlan, rows: readonly Row[]): Promise<void> {
  const spec = currentSpec(table.table);
  let fresh: Row[] = [];
  for (const row of rows) {
    if (!table.replaces(row)) {
      fresh.push(row);
      continue;
    }
    // Rows may refer to rows before them, so their order is kept across both ways.
    if (fresh.length > 0) await transaction.insert(spec, fresh);
    fresh = [];
    if ((await transaction.update(spec, spec.primaryKey, row)) === 0) await transaction.insert(spec, [row]);
  }
  if (fresh.length > 0) await transaction.insert(spec, fresh);
}
