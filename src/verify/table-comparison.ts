/**
 * Compares one small table: everything is summed once, and only the buckets whose sums differ are read again and
 * compared row by row. Memory is bounded by `HELD_ROWS`, whatever differs: many differing buckets take several passes.
 */

import { bothOf } from '#src/model/both-of.ts';
import { RowEncoder, unlikeColumns } from '#src/model/row-encoding.ts';
import type { Row } from '#src/model/value.ts';
import { BucketSums } from './bucket-sums.ts';
import {
  comparisonKey,
  DIFFERENCE_KINDS,
  type Difference,
  keyText,
  type RowMismatch,
  specOf,
  type What,
} from './difference.ts';
import type { RowPages, TableSides } from './table-sides.ts';

/** Expected rows held at once while differing buckets are compared; some hundred bytes each. */
const HELD_ROWS = 100_000;

export interface TableSums {
  readonly expected: BucketSums;
  readonly actual: BucketSums;
}

/**
 * Sums both sides, side by side: while one waits for its server, the other one works.
 * @param onRows hears of every page, for progress and for stopping (it may throw)
 */
export async function sumTable(sides: TableSides, onRows: (rows: number) => void = () => {}): Promise<TableSums> {
  const [expected, actual] = await bothOf(sum(sides, sides.expected, onRows), sum(sides, sides.actual, onRows));
  return { expected, actual };
}

/**
 * Every row that is not alike on both sides. Rows come in no particular order; a key that the target holds twice is
 * compared once and `extra` from then on.
 */
export async function* tableMismatches(
  sides: TableSides,
  sums: TableSums,
  heldRows: number = HELD_ROWS,
): AsyncIterable<RowMismatch> {
  for (const buckets of passes(sums, heldRows)) yield* comparePass(sides, sums.expected, buckets);
}

async function sum(sides: TableSides, pages: RowPages, onRows: (rows: number) => void): Promise<BucketSums> {
  const sums = new BucketSums(specOf(sides.table), comparisonKey(sides.table));
  for await (const page of pages()) {
    for (const row of page) sums.add(row);
    onRows(page.length);
  }
  return sums;
}

/** Groups of differing buckets whose expected rows fit into memory together; a bucket is never split. */
function* passes({ expected, actual }: TableSums, heldRows: number): Iterable<ReadonlySet<number>> {
  let group = new Set<number>();
  let held = 0;
  for (const bucket of expected.unlike(actual)) {
    const rows = expected.rowsIn(bucket);
    if (held + rows > heldRows && group.size > 0) {
      yield group;
      group = new Set();
      held = 0;
    }
    group.add(bucket);
    held += rows;
  }
  if (group.size > 0) yield group;
}

async function* comparePass(
  sides: TableSides,
  sums: BucketSums,
  buckets: ReadonlySet<number>,
): AsyncIterable<RowMismatch> {
  const spec = specOf(sides.table);
  const keys = new RowEncoder(spec, comparisonKey(sides.table));
  const idOf = (row: Row): string => keys.encode(row).toString('latin1');
  const awaited = new Map<string, Row>();
  for await (const page of sides.expected()) {
    for (const row of page) if (buckets.has(sums.bucketOf(row))) awaited.set(idOf(row), row);
  }
  for await (const page of sides.actual()) {
    for (const row of page) {
      if (!buckets.has(sums.bucketOf(row))) continue;
      const id = idOf(row);
      const expected = awaited.get(id);
      if (expected === undefined) {
        yield mismatch(sides, 'extra', null, row, []);
        continue;
      }
      awaited.delete(id);
      const columns = unlikeColumns(spec, expected, row);
      if (columns.length > 0) yield mismatch(sides, 'changed', expected, row, columns);
    }
  }
  for (const row of awaited.values()) yield mismatch(sides, 'missing', row, null, []);
}

function mismatch(
  { table }: TableSides,
  what: What,
  expected: Row | null,
  actual: Row | null,
  columns: readonly string[],
): RowMismatch {
  const row = expected ?? actual ?? {};
  return { difference: difference(table, keyText(table, row), what, columns), expected, actual };
}

export function difference(
  table: Difference['table'],
  key: string,
  what: What,
  columns: readonly string[] = [],
): Difference {
  return { kind: DIFFERENCE_KINDS[table], key, what, table, columns };
}
