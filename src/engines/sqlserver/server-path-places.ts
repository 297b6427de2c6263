/** Names of three parts: how a session in the target sees the source and the journal of its instance. */
import type { SourceBeside } from '#src/load/server-path/server-path-port.ts';
import type { Dialect } from '../sql/dialect.ts';
import type { ServerPathPlaces } from '../sql/server-path-sql.ts';
import { quote } from '../sql/statement.ts';
import { SQLSERVER_DIALECT } from './sqlserver-dialect.ts';

/** @param journal its `table` qualifies names with the journal's database */
export function serverPathPlaces(beside: SourceBeside, journal: Dialect): ServerPathPlaces {
  const target = SQLSERVER_DIALECT.table('tblChat');
  return {
    messages: [beside.database, 'dbo', 'tblChat'].map(quote).join('.'),
    authors: journal.table('authorMap'),
    ranges: journal.table('rangeMap'),
    dialect: SQLSERVER_DIALECT,
    // One batch, so that the setting ends with it.
    keepingIdentity: ({ sql, parameters }) => ({
      sql: `SET IDENTITY_INSERT ${target} ON; ${sql}; SET IDENTITY_INSERT ${target} OFF`,
      parameters,
    }),
  };
}
