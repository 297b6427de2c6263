/** SQLite's side of the portable SQL. Integers come as bigint from the session; dates, GUIDs and texts as text. */
import type { SqlType } from '#src/model/schema/types.ts';
import type { SqlValue } from '#src/model/value.ts';
import type { Dialect } from '../sql/dialect.ts';
import { quote } from '../sql/statement.ts';

export const SQLITE_DIALECT: Dialect = {
  engine: 'sqlite',
  table: (name) => `[main].${quote(name)}`,
  first: (rows) => ({ top: '', limit: ` LIMIT ${rows}` }),
  placeholder: () => '?',
  read: (column) => quote(column.name),
  decoder,
};

/** SQLite holds any value in any column: one that is not of the column's type comes through as it is. */
function decoder(type: SqlType): (raw: unknown) => SqlValue {
  switch (type) {
    case 'int':
    case 'smallint':
      return (raw) => (typeof raw === 'bigint' ? Number(raw) : (raw as SqlValue));
    case 'bit':
      return (raw) => (raw === 0n ? false : raw === 1n ? true : (raw as SqlValue));
    case 'uniqueidentifier':
      return (raw) => (typeof raw === 'string' ? raw.toUpperCase() : (raw as SqlValue));
    default:
      return (raw) => raw as SqlValue;
  }
}

/** What node:sqlite binds for a value. */
export function bindable(type: SqlType, value: SqlValue): null | number | bigint | string | Uint8Array {
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (type === 'uniqueidentifier' && typeof value === 'string') return value.toUpperCase();
  return value;
}
