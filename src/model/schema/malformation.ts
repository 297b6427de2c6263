/**
 * Finds rows that a database may hold although its documents forbid them: NULL where the documents say NOT NULL, or a
 * value of another type, which engines without strict typing accept. Lengths and meanings are not judged here.
 */
import type { Row, SqlValue } from '../value.ts';
import { holdsType } from './holds-type.ts';
import type { ColumnSpec, TableSpec } from './types.ts';

/**
 * Makes the check of one table's rows once, so that it costs little for each of many rows.
 * @param absent columns that the database lacks: they come as null and are not the row's fault
 * @returns what is wrong with a row, naming columns and never values; null when nothing is
 */
export function malformationCheck(
  spec: TableSpec,
  absent: ReadonlySet<string> = new Set(),
): (row: Row) => string | null {
  const checks = spec.columns
    .filter((column) => !absent.has(column.name))
    .map((column) => ({ column, holds: holdsType(column.type) }));
  return (row) => {
    let faults: string[] | null = null;
    for (const { column, holds } of checks) {
      const fault = faultOf(column, row[column.name] ?? null, holds);
      if (fault === null) continue;
      faults ??= [];
      faults.push(fault);
    }
    return faults === null ? null : faults.join('; ');
  };
}

/** Primary key values joined with `/`; all values where the table has no key. */
export function keyText(spec: TableSpec, row: Row): string {
  const columns = spec.primaryKey.length > 0 ? spec.primaryKey : spec.columns.map((column) => column.name);
  return columns.map((name) => String(row[name] ?? null)).join('/');
}

function faultOf(column: ColumnSpec, value: SqlValue, holds: (value: SqlValue) => boolean): string | null {
  if (value === null) return column.nullable ? null : `${column.name} is NULL, documented is NOT NULL`;
  return holds(value) ? null : `${column.name} holds no ${column.type}`;
}
