/** The sample queries on a SQL Server: read-only intent, with the database's own dbo.fnTicksToDate where it has one. */
import type { SqlServerAddress } from '#src/config/configuration.ts';
import type { Opened } from '#src/model/opened.ts';
import type { SampleQueriesPort } from '#src/verify/sample-queries-port.ts';
import { Sharing } from '../sharing.ts';
import { SampleQueries } from '../sql/sample-queries.ts';
import { openSharedDatabase } from './shared-database.ts';
import { SQLSERVER_DIALECT } from './sqlserver-dialect.ts';

export async function openSqlServerSampleQueries(
  address: SqlServerAddress,
  sharing: Sharing = new Sharing(),
): Promise<Opened<SampleQueriesPort>> {
  const { port, close } = await openSharedDatabase(address, 'read', 'target', sharing);
  const hasTicksFunction = async (): Promise<boolean> => (await port.catalogue()).ticksFunction !== null;
  return { port: new SampleQueries(port.session, SQLSERVER_DIALECT, hasTicksFunction), close };
}
