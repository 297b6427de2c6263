/**
 * Finds rows that a database may hold although its documents forbid them: NULL where the documents say NOT NULL, or a
 * value of another type, which engines without strict typing accept. Lengths and meanings are not judged here.
 */
import type { Row, SqlValue } from '../value.ts';
import type { ColumnSpec, SqlType, TableSpec } from './types.ts';

const INT = 2_147_483_647;
const SMALLINT = 32_767;
const BIGINT = 9_223_372_036_854_775_807n;
const GUID = /^[0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12}$/i;
/** Style 121 with milliseconds, as src/model/value.ts says. */
const DATE = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,7})?$/;

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
    .map((column) => ({ column, holds: typeCheck(column.type) }));
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

function typeCheck(type: SqlType): (value: SqlValue) => boolean {
  switch (type) {
    case 'int':
      return (value) => isWhole(value, INT);
    case 'smallint':
      return (value) => isWhole(value, SMALLINT);
    case 'bigint':
      return (value) => typeof value === 'bigint' && value <= BIGINT && value >= -BIGINT - 1n;
    case 'bit':
      return (value) => typeof value === 'boolean';
    case 'uniqueidentifier':
      return (value) => typeof value === 'string' && GUID.test(value);
    case 'datetime':
    case 'datetime2':
    case 'smalldatetime':
      return (value) => typeof value === 'string' && DATE.test(value);
    case 'image':
      return (value) => value instanceof Uint8Array;
    default:
      return (value) => typeof value === 'string';
  }
}

function isWhole(value: SqlValue, highest: number): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value <= highest && value >= -highest - 1;
}
