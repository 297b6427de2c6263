/** Whole rows of a table that has few of them at a time, by equality, in the order of its key. */
import type { TableSpec } from '#src/model/schema/types.ts';
import type { Row } from '#src/model/value.ts';
import { type Dialect, StatementText } from './dialect.ts';
import { quote, type Statement } from './statement.ts';
import { equalities } from './writing-sql.ts';

/** @param where empty for all rows */
export function rowsWhere(dialect: Dialect, spec: TableSpec, where: Row): Statement {
  const text = new StatementText(dialect);
  const names = Object.keys(where);
  const columns = spec.columns.map((column) => dialect.read(column)).join(', ');
  const condition = names.length === 0 ? '' : ` WHERE ${equalities(text, spec, names, where)}`;
  const order = spec.primaryKey.map(quote).join(', ');
  return text.finish(`SELECT ${columns} FROM ${dialect.table(spec.name)}${condition} ORDER BY ${order}`);
}
