/**
 * Makes objects of the values of rows. All rows of a table are copies of one row of nulls: an object that is filled name
 * by name becomes a hash table when the table has many columns, which takes seven times the memory.
 */
import type { ColumnSpec, TableSpec } from '#src/model/schema/types.ts';
import type { Row, SqlValue } from '#src/model/value.ts';

/**
 * @param columns those that were read, in the order of the values
 * @returns rows with every column of the spec; those that were not read come as null
 */
export function rowMaker(spec: TableSpec, columns: readonly ColumnSpec[]): (values: readonly SqlValue[]) => Row {
  const names = spec.columns.map((column) => column.name);
  const places = spec.columns.map((column) => columns.indexOf(column));
  // What the parser makes is compact from the start, which no other way of making an object from names is.
  const empty = JSON.parse(JSON.stringify(Object.fromEntries(names.map((name) => [name, null])))) as Row;
  return (values) => {
    const row: Record<string, SqlValue> = { ...empty };
    for (let index = 0; index < names.length; index++) {
      const value = values[places[index] as number];
      if (value !== undefined) row[names[index] as string] = value;
    }
    return row;
  };
}
