/** Rows of a static table against those that the documents list. A column that the documents leave open is not compared. */
import type { TableSpec } from '#src/model/schema/types.ts';
import type { Row } from '#src/model/value.ts';

/** Sentences without a final stop; empty where the documents list no rows. */
export function staticDifferences(spec: TableSpec, rows: readonly Row[]): string[] {
  if (spec.staticRows.length === 0) return [];
  const keyOf = (row: Readonly<Record<string, unknown>>): string =>
    spec.primaryKey.map((name) => String(row[name])).join('/');
  const found = new Map(rows.map((row) => [keyOf(row), row]));
  const documented = new Map(spec.staticRows.map((row) => [keyOf(row), row]));
  const differences: string[] = [];
  for (const [key, expected] of documented) {
    const row = found.get(key);
    if (row === undefined) {
      differences.push(`${spec.name} has no row ${key}`);
      continue;
    }
    for (const [column, value] of Object.entries(expected)) {
      if (column in row && !same(row[column], value)) differences.push(`${spec.name} row ${key} differs in ${column}`);
    }
  }
  for (const key of found.keys()) {
    if (!documented.has(key)) differences.push(`${spec.name} has the row ${key}, which is not documented`);
  }
  return differences;
}

/** Texts without regard to case: the documents write them now this way, now that. */
function same(found: unknown, documented: string | number | boolean): boolean {
  if (typeof documented === 'string') return String(found).toLowerCase() === documented.toLowerCase();
  return typeof found === 'bigint' ? found === BigInt(documented) : found === documented;
}
