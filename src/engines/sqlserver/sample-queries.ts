/** The sample queries on a SQL Server: read-only intent, with the database's own dbo.fnTicksToDate where it has one. */
import type { SqlServerAddress } from '#src/config/configuration.ts';
import type { Opened } from '#src/model/opened.ts';
import type { SampleQueriesPort } from '#src/verify/sample-queries-port.ts';
import { SampleQueries } from '../sql/sample-queries.ts';
import { sqlServerCatalogue } from './catalogue.ts';
import { openPool } from './pool.ts';
import { SqlServerReadSession } from './read-session.ts';
import { SQLSERVER_DIALECT } from './sqlserver-dialect.ts';

export async function openSqlServerSampleQueries(address: SqlServerAddress): Promise<Opened<SampleQueriesPort>> {
  const pool = await openPool(address, 'read');
  const session = new SqlServerReadSession(pool, address);
  const hasTicksFunction = async (): Promise<boolean> =>
    (await sqlServerCatalogue(session, 'target')).ticksFunction !== null;
  const queries = new SampleQueries(session, SQLSERVER_DIALECT, hasTicksFunction);
  return { port: queries, close: () => pool.close() };
}
