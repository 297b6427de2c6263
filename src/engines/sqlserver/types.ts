/** Documented types as the driver's, for parameters and for bulk columns. */
import sql from 'mssql';
import { maxLength, type SqlType } from '#src/model/schema/types.ts';
import type { SqlValue } from '#src/model/value.ts';

const IN_ROW_UNITS = 4_000;

/** Type of a parameter. Dates travel as text in style 121 and are converted by the statement. */
export function parameterType(type: SqlType, value: SqlValue): sql.ISqlType {
  switch (type) {
    case 'datetime':
    case 'datetime2':
    case 'smalldatetime':
      return sql.VarChar(23);
    case 'image':
      return sql.VarBinary(sql.MAX);
    default:
      if (!type.includes('(')) return bulkType(type);
      // One declared length for all short texts, so that the server keeps one plan.
      return typeof value === 'string' && value.length > IN_ROW_UNITS
        ? textType(type, sql.MAX)
        : textType(type, IN_ROW_UNITS);
  }
}

/** Type of a column of a bulk load: exactly the documented one. */
export function bulkType(type: SqlType): sql.ISqlType {
  switch (type) {
    case 'int':
      return sql.Int();
    case 'bigint':
      return sql.BigInt();
    case 'smallint':
      return sql.SmallInt();
    case 'bit':
      return sql.Bit();
    case 'uniqueidentifier':
      return sql.UniqueIdentifier();
    case 'datetime':
      return sql.DateTime();
    case 'datetime2':
      return sql.DateTime2(7);
    case 'smalldatetime':
      return sql.SmallDateTime();
    case 'image':
      return sql.Image();
    default: {
      const length = maxLength(type);
      return textType(type, Number.isFinite(length) ? length : sql.MAX);
    }
  }
}

function textType(type: SqlType, length: number): sql.ISqlType {
  return type.startsWith('nvarchar') ? sql.NVarChar(length) : sql.VarChar(length);
}

/** What the driver takes for a value in a parameter. */
export function parameterValue(value: SqlValue): unknown {
  return value instanceof Uint8Array ? Buffer.from(value.buffer, value.byteOffset, value.byteLength) : value;
}

/** What the driver takes for a value in a bulk row: dates as Date objects in UTC. */
export function bulkValue(type: SqlType): ((value: SqlValue) => unknown) | null {
  switch (type) {
    case 'datetime':
    case 'datetime2':
    case 'smalldatetime':
      return (value) => (typeof value === 'string' ? new Date(`${value.slice(0, 10)}T${value.slice(11)}Z`) : value);
    case 'image':
      return parameterValue;
    default:
      return null;
  }
}
