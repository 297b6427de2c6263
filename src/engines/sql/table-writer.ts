/** What is known of one table before rows go in: the columns it really has, its identity column, a check per column. */
import type { Catalogue } from '#src/model/catalogue.ts';
import type { ColumnSpec, TableSpec } from '#src/model/schema/types.ts';
import type { Row, SqlValue } from '#src/model/value.ts';
import { ObjectMissing } from '../errors/statement-errors.ts';
import { valueCheck } from './value-check.ts';

export interface TableWriter {
  /** Those of the spec that the database has; the others are left out of every write. */
  readonly columns: readonly ColumnSpec[];
  readonly identity: string | null;
  /** Values in the order of `columns`. @throws RowRefused naming table and column, never the value */
  values(row: Row): SqlValue[];
  /** The same for values in the order of the spec's columns. */
  valuesOf(row: readonly SqlValue[]): SqlValue[];
}

export function tableWriter(spec: TableSpec, catalogue: Catalogue): TableWriter {
  const table = catalogue.tables.find((each) => each.name === spec.name);
  if (table === undefined) throw new ObjectMissing(`table ${spec.name}`);
  const columns = spec.columns.filter((column) => table.columns.some(({ name }) => name === column.name));
  return writerOf(spec, columns, table.columns.find((column) => column.identity)?.name ?? null);
}

/** For a table that was made from its spec. */
export function writerOf(spec: TableSpec, columns: readonly ColumnSpec[], identity: string | null): TableWriter {
  const checks = columns.map((column) => valueCheck(spec.name, column));
  const places = columns.map((column) => spec.columns.indexOf(column));
  return {
    columns,
    identity,
    values: (row) =>
      columns.map((column, index) => {
        const value = row[column.name];
        if (value === undefined) throw new Error(`the row for ${spec.name} has no ${column.name}`);
        checks[index]?.(value);
        return value;
      }),
    valuesOf: (row) =>
      places.map((place, index) => {
        const value = row[place];
        if (value === undefined) throw new Error(`the row for ${spec.name} is too short`);
        checks[index]?.(value);
        return value;
      }),
  };
}
