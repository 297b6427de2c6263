/** Rows with given identity values, and rows of another database, take the way over a temporary table of the session. */
import type { ColumnSpec } from '#src/model/schema/types.ts';
import { isText } from '#src/model/schema/types.ts';
import { quote } from '../sql/statement.ts';
import { BINARY_COLLATION } from './binary-collation.ts';

/** Text takes the database's collation, not tempdb's: nothing is compared in the stage. */
export function createStage(stage: string, columns: readonly ColumnSpec[]): string {
  const list = columns.map(
    (column) =>
      `${quote(column.name)} ${column.type}${isText(column.type) ? ' COLLATE database_default' : ''} ${column.nullable ? 'NULL' : 'NOT NULL'}`,
  );
  return `CREATE TABLE ${quote(stage)} (${list.join(', ')})`;
}

export function appendStage(stage: string, table: string, columns: readonly ColumnSpec[]): string {
  const names = columns.map((column) => quote(column.name)).join(', ');
  return `INSERT INTO ${table} (${names}) SELECT ${names} FROM ${quote(stage)}`;
}

/** In one batch, so that the setting ends with it even where the statement fails. */
export function fromStage(stage: string, table: string, columns: readonly ColumnSpec[]): string {
  const names = columns.map((column) => quote(column.name)).join(', ');
  return `SET IDENTITY_INSERT ${table} ON; INSERT INTO ${table} (${names}) SELECT ${names} FROM ${quote(stage)}; SET IDENTITY_INSERT ${table} OFF`;
}

/** Prefix of a stage's column with the value that a row must have now. */
export const GUARD = 'now_';

/**
 * Keys of the journal are binary, those of the stage are not.
 * @param guards names of columns
 */
export function changeByStage(
  stage: string,
  table: string,
  columns: readonly ColumnSpec[],
  key: readonly string[],
  guards: readonly string[],
): string {
  const isKey = (column: ColumnSpec) => key.includes(column.name);
  const sets = columns
    .filter((column) => !isKey(column))
    .map(({ name }) => `${quote(name)} = s.${quote(name)}`)
    .join(', ');
  const sameKey = columns
    .filter(isKey)
    .map(
      ({ name, type }) => `u.${quote(name)} = s.${quote(name)}${isText(type) ? ` COLLATE ${BINARY_COLLATION}` : ''}`,
    );
  const asExpected = columns
    .filter(({ name }) => guards.includes(name))
    .map(
      ({ name, type }) =>
        `u.${quote(name)} = s.${quote(GUARD + name)}${isText(type) ? ` COLLATE ${BINARY_COLLATION}` : ''}`,
    );
  const where = [...sameKey, ...asExpected].join(' AND ');
  return `UPDATE u SET ${sets} FROM ${table} u JOIN ${quote(stage)} s ON ${where}`;
}

export function dropStage(stage: string): string {
  return `DROP TABLE ${quote(stage)}`;
}

/**
 * The next number the table gives must be above the highest it holds. Inserting does that by itself on SQL Server; the
 * check costs one seek, and DBCC, which needs more rights, is only called where it is due.
 */
export function reseed(table: string, identity: string): string {
  const name = table.replaceAll("'", "''");
  const highest = `(SELECT MAX(${quote(identity)}) FROM ${table})`;
  return `IF IDENT_CURRENT('${name}') < ${highest} DBCC CHECKIDENT ('${name}', RESEED) WITH NO_INFOMSGS`;
}
