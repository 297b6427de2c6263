/** SQL Server's side of the portable SQL, within SQL Server 2005. */
import type { SqlType } from '#src/model/schema/types.ts';
import type { SqlValue } from '#src/model/value.ts';
import type { Dialect } from '../sql/dialect.ts';
import { quote } from '../sql/statement.ts';

/** ODBC canonical with milliseconds, `yyyy-mm-dd hh:mi:ss.mmm` ("CAST and CONVERT (Transact-SQL)"). */
const STYLE = 121;

export const SQLSERVER_DIALECT: Dialect = {
  engine: 'sqlserver',
  table: (name) => `[dbo].${quote(name)}`,
  first: (rows) => ({ top: `TOP (${rows}) `, limit: '' }),
  placeholder: (index, type) => (isDate(type) ? `CONVERT(${type}, @p${index}, ${STYLE})` : `@p${index}`),
  read: (column) =>
    column.type === 'datetime2'
      ? `CONVERT(char(23), ${quote(column.name)}, ${STYLE}) AS ${quote(column.name)}`
      : quote(column.name),
  decoder,
};

function decoder(type: SqlType): (raw: unknown) => SqlValue {
  switch (type) {
    case 'bigint':
      // The driver gives it as text; `RowValues` as it is.
      return (raw) => (typeof raw === 'string' ? BigInt(raw) : (raw as SqlValue));
    case 'uniqueidentifier':
      return (raw) => (typeof raw === 'string' ? raw.toUpperCase() : null);
    case 'datetime':
    case 'smalldatetime':
      return (raw) => (raw instanceof Date ? dateText(raw) : (raw as SqlValue));
    case 'datetime2':
      // 23 characters of a datetime2 are exact to the millisecond, which is what travels.
      return (raw) => raw as SqlValue;
    case 'image':
      return (raw) => (raw instanceof Uint8Array ? new Uint8Array(raw) : null);
    default:
      return (raw) => raw as SqlValue;
  }
}

function isDate(type: SqlType): boolean {
  return type === 'datetime' || type === 'datetime2' || type === 'smalldatetime';
}

/**
 * What style 121 makes of the same value: the driver rounds three hundredths of a second to the millisecond, as the
 * server does. Some servers take longer to write a row's date as text than to find and send the row.
 */
function dateText(date: Date): string {
  const iso = date.toISOString();
  return `${iso.slice(0, 10)} ${iso.slice(11, 23)}`;
}
