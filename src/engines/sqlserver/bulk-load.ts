/**
 * Sends rows by bulk load: NULLs kept, constraints checked, no trigger fired. The driver writes the head, the tail and
 * the packets; what `BulkRows` has written already passes through it as it is.
 */
import sql from 'mssql';
import type { ColumnSpec } from '#src/model/schema/types.ts';
import type { SqlValue } from '#src/model/value.ts';
import { type BulkRows, WrittenRows } from './bulk-rows.ts';
import { driverType } from './driver-types.ts';
import { bulkType, bulkValue } from './types.ts';

export async function bulkLoad(
  request: sql.Request,
  table: string,
  columns: readonly ColumnSpec[],
  rows: BulkRows,
): Promise<void> {
  const load = new sql.Table('bulk');
  Object.assign(load, { path: table, name: table, temporary: table.includes('#') });
  columns.forEach((column, index) => {
    const documented = bulkType(column.type);
    const type = carrying(driverType<DriverType>(documented.type), index === 0, bulkValue(column.type));
    const declared = { ...documented, type } as unknown as sql.ISqlType;
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
