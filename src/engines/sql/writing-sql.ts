/** Statements that change single rows of a documented table. Every condition is by equality; none is without one. */
import type { ColumnSpec, TableSpec } from '#src/model/schema/types.ts';
import type { Row, SqlValue } from '#src/model/value.ts';
import { type Dialect, StatementText } from './dialect.ts';
import { quote, type Statement } from './statement.ts';

/**
 * Sets every column of `columns` that is not in `key`, of the row whose key columns equal those of `row`.
 * @param expected further values that the row must have for the change to take place
 */
export function updateByKey(
  dialect: Dialect,
  spec: TableSpec,
  columns: readonly ColumnSpec[],
  key: readonly string[],
  row: Row,
  expected: Row = {},
): Statement | null {
  const changed = columns.filter((column) => !key.includes(column.name));
  if (changed.length === 0) return null;
  const text = new StatementText(dialect);
  const sets = changed
    .map((column) => `${quote(column.name)} = ${text.bind(column.type, valueIn(row, column.name))}`)
    .join(', ');
  const where = [equalities(text, spec, key, row)];
  const guards = Object.keys(expected);
  if (guards.length > 0) where.push(equalities(text, spec, guards, expected));
  return text.finish(`UPDATE ${dialect.table(spec.name)} SET ${sets} WHERE ${where.join(' AND ')}`);
}

/** Deletes the rows that equal `where` in every column that it names. */
export function deleteWhere(dialect: Dialect, spec: TableSpec, where: Row): Statement {
  const text = new StatementText(dialect);
  return text.finish(
    `DELETE FROM ${dialect.table(spec.name)} WHERE ${equalities(text, spec, Object.keys(where), where)}`,
  );
}

/** The condition that each of these columns equals the row's value, or is NULL like it. */
export function equalities(text: StatementText, spec: TableSpec, names: readonly string[], row: Row): string {
  if (names.length === 0) throw new Error(`a condition on ${spec.name} names no column`);
  return names
    .map((name) => {
      const column = spec.columns.find((each) => each.name === name);
      if (column === undefined) throw new Error(`${spec.name} has no column ${name}`);
      const value = valueIn(row, name);
      return value === null ? `${quote(name)} IS NULL` : `${quote(name)} = ${text.bind(column.type, value)}`;
    })
    .join(' AND ');
}

function valueIn(row: Row, name: string): SqlValue {
  const value = row[name];
  if (value === undefined) throw new Error(`the row has no value for ${name}`);
  return value;
}
