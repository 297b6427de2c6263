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
  /** The same for values in the order of the spec's columns; the row itself where the database has them all. */
  valuesOf(row: readonly SqlValue[]): readonly SqlValue[];
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
  const straight = places.length === spec.columns.length && places.every((place, index) => place === index);
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
    valuesOf: (row) => {
      if (row.length !== spec.columns.length) throw new Error(`the row for ${spec.name} has another length`);
      const values = straight ? row : places.map((place) => row[place] ?? null);
      for (let index = 0; index < checks.length; index++) checks[index]?.(values[index] as SqlValue);
      return values;
    },
  };
}
