/**
 * Sends rows by bulk load: NULLs kept, constraints checked, no trigger fired. The driver writes the head, the tail and
 * the packets; what `BulkRows` has written already passes through it as it is.
 */
import sql from 'mssql';
import { TYPES } from 'tedious';
import type { ColumnSpec, SqlType } from '#src/model/schema/types.ts';
import { maxLength } from '#src/model/schema/types.ts';
import type { SqlValue } from '#src/model/value.ts';
import { type BulkRows, WrittenRows } from './bulk-rows.ts';
import { bulkValue } from './types.ts';

/** Digits of a second's fraction, as `datetime2` has by default. */
const DATETIME2_SCALE = 7;

export async function bulkLoad(
  request: sql.Request,
  table: string,
  columns: readonly ColumnSpec[],
  rows: BulkRows,
): Promise<void> {
  const load = new sql.Table('bulk');
  Object.assign(load, { path: table, name: table, temporary: table.includes('#') });
  columns.forEach((column, index) => {
    const type = carrying(driverType(column.type), index === 0, bulkValue(column.type));
    const declared = { type, ...sizeOf(column.type) } as unknown as sql.ISqlType;
    load.columns.add(column.name, declared, { nullable: column.nullable });
  });
  Object.assign(load, { rows: rows.pieces() });
  await request.bulk(load, { checkConstraints: true, fireTriggers: false, keepNulls: true });
}

/** The part of the driver's types that a bulk load uses of a column. */
interface DriverType {
  validate(value: unknown, collation: unknown): unknown;
  writeValue(buffer: DriverBuffer, parameter: { readonly value: unknown }, options: unknown): unknown;
  declaration(parameter: object): string;
}

interface DriverBuffer {
  writeBuffer(bytes: Buffer): void;
}

/**
 * The driver's type of a column that lets written rows pass: in their place the first column writes all of them, and the
 * others, which have no value then, nothing.
 */
function carrying(type: DriverType, first: boolean, convert: ((value: SqlValue) => unknown) | null): DriverType {
  return {
    ...type,
    validate(value, collation) {
      if (value === undefined || value instanceof WrittenRows) return value;
      return type.validate(convert === null ? value : convert(value as SqlValue), collation);
    },
    writeValue(buffer, parameter, options) {
      if (parameter.value === undefined) return undefined;
      if (!(parameter.value instanceof WrittenRows)) return type.writeValue(buffer, parameter, options);
      if (!first) throw new Error('written rows stand in another column than the first');
      return buffer.writeBuffer(parameter.value.bytes);
    },
  };
}

function driverType(type: SqlType): DriverType {
  return driverTypes(type) as unknown as DriverType;
}

function driverTypes(type: SqlType): unknown {
  switch (type) {
    case 'int':
      return TYPES.Int;
    case 'bigint':
      return TYPES.BigInt;
    case 'smallint':
      return TYPES.SmallInt;
    case 'bit':
      return TYPES.Bit;
    case 'uniqueidentifier':
      return TYPES.UniqueIdentifier;
    case 'datetime':
      return TYPES.DateTime;
    case 'datetime2':
      return TYPES.DateTime2;
    case 'smalldatetime':
      return TYPES.SmallDateTime;
    case 'image':
      return TYPES.Image;
    default:
      return type.startsWith('nvarchar') ? TYPES.NVarChar : TYPES.VarChar;
  }
}

function sizeOf(type: SqlType): { readonly length?: number; readonly scale?: number } {
  if (type === 'datetime2') return { scale: DATETIME2_SCALE };
  if (!type.includes('(')) return {};
  const length = maxLength(type);
  return { length: Number.isFinite(length) ? length : sql.MAX };
}
