/**
 * Brings rows of one small table to what is expected, touching those rows only. A batch that breaks a constraint is
 * halved until the rows that break it are alone; those stay for a later sweep, when other tables may have made way.
 */
import type { TargetPort, TargetTransaction } from '#src/load/target-port.ts';
import type { TableSpec } from '#src/model/schema/types.ts';
import type { Row } from '#src/model/value.ts';
import { type ComparedTable, comparisonKey, type RowMismatch, specOf, type What } from './difference.ts';

export interface Repaired {
  inserted: number;
  updated: number;
  removed: number;
}

export function nothingRepaired(): Repaired {
  return { inserted: 0, updated: 0, removed: 0 };
}

const BATCH_ROWS = 500;
const COUNTED_AS = { missing: 'inserted', changed: 'updated', extra: 'removed' } as const satisfies Record<
  What,
  keyof Repaired
>;

/**
 * @param mismatches all of one `what`, in the order in which they are to be written
 * @returns the error of the last row that could not be written, null when all were
 * @throws whatever is not a constraint's refusal: the connection is at fault then, not a row
 */
export async function applyMismatches(
  target: TargetPort,
  table: ComparedTable,
  mismatches: readonly RowMismatch[],
  repaired: Repaired,
): Promise<unknown> {
  let failure: unknown = null;
  const apply = async (rows: readonly RowMismatch[]): Promise<void> => {
    if (rows.length === 0) return;
    try {
      await target.transaction(async (transaction) => {
        for (const row of rows) await applyOne(transaction, table, row);
      });
      for (const { difference } of rows) repaired[COUNTED_AS[difference.what]]++;
    } catch (error) {
      if (!isRefusal(error)) throw error;
      if (rows.length === 1) {
        failure = error;
        return;
      }
      const half = Math.ceil(rows.length / 2);
      await apply(rows.slice(0, half));
      await apply(rows.slice(half));
    }
  };
  for (let from = 0; from < mismatches.length; from += BATCH_ROWS) {
    await apply(mismatches.slice(from, from + BATCH_ROWS));
  }
  return failure;
}

async function applyOne(
  transaction: TargetTransaction,
  table: ComparedTable,
  { difference, expected, actual }: RowMismatch,
): Promise<void> {
  const spec = specOf(table);
  if (difference.what === 'missing' && expected !== null) await transaction.insert(spec, [expected]);
  if (difference.what === 'extra' && actual !== null) await transaction.remove(spec, identifying(spec, actual));
  if (difference.what !== 'changed' || expected === null || actual === null) return;
  const key = comparisonKey(table);
  // A column of the primary key cannot be set in place on every engine's terms: such a row is exchanged.
  if (spec.primaryKey.some((column) => !key.includes(column))) {
    await transaction.remove(spec, identifying(spec, actual));
    await transaction.insert(spec, [expected]);
  } else {
    await transaction.update(spec, key, expected);
  }
}

/** The columns that name the row: its primary key, or all of it where there is none. */
function identifying(spec: TableSpec, row: Row): Row {
  if (spec.primaryKey.length === 0) return row;
  return Object.fromEntries(spec.primaryKey.map((column) => [column, row[column] ?? null]));
}

/** Every adapter gives this code to a row that breaks a key, a reference or another constraint. */
function isRefusal(error: unknown): boolean {
  return error instanceof Error && (error as { readonly code?: unknown }).code === 'ROW_REFUSED';
}
