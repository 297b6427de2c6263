/** Opens a read-only connection to the target for the questions of verification that the reader's port does not know. */
import type { DatabaseAddress } from '#src/config/configuration.ts';
import type { Opened } from '#src/model/opened.ts';
import type { SampleQueriesPort } from '#src/verify/sample-queries-port.ts';
import { Sharing } from './sharing.ts';
import { SampleQueries } from './sql/sample-queries.ts';

export async function openSampleQueries(
  address: DatabaseAddress,
  sharing: Sharing = new Sharing(),
): Promise<Opened<SampleQueriesPort>> {
  if (address.engine === 'sqlite') {
    const { SQLITE_DIALECT } = await import('./sqlite/sqlite-dialect.ts');
    const { SqliteFile } = await import('./sqlite/sqlite-file.ts');
    const { SqliteReadSession } = await import('./sqlite/sqlite-sessions.ts');
    const file = new SqliteFile(address.file, 'read');
    const queries = new SampleQueries(new SqliteReadSession(file), SQLITE_DIALECT, async () => false);
    return { port: queries, close: async () => file.close() };
  }
  const { openSqlServerSampleQueries } = await import('./sqlserver/sample-queries.ts');
  return openSqlServerSampleQueries(address, sharing);
}
