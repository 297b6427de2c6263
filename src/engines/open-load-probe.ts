/** Opens a read-only connection to the source for the operator's question how busy it is. */
import type { DatabaseAddress } from '#src/config/configuration.ts';
import type { LoadProbe } from '#src/load/pace/load-probe-port.ts';
import type { Opened } from '#src/model/opened.ts';
import { Sharing } from './sharing.ts';
import type { ReadSession } from './sql/session.ts';

export async function openLoadProbe(
  address: DatabaseAddress,
  sharing: Sharing = new Sharing(),
): Promise<Opened<LoadProbe>> {
  if (address.engine === 'sqlite') {
    const { SqliteFile } = await import('./sqlite/sqlite-file.ts');
    const { SqliteReadSession } = await import('./sqlite/sqlite-sessions.ts');
    const file = new SqliteFile(address.file, 'read');
    return { port: probe(new SqliteReadSession(file)), close: async () => file.close() };
  }
  const { sharedPool } = await import('./sqlserver/pool.ts');
  const { SqlServerReadSession } = await import('./sqlserver/read-session.ts');
  const { port: pool, close } = await sharedPool(address, 'read', sharing);
  return { port: probe(new SqlServerReadSession(pool, address)), close };
}

/** The session refuses whatever is no single SELECT. */
function probe(session: ReadSession): LoadProbe {
  return { ask: async (query) => (await session.query({ sql: query, parameters: [] }))[0]?.[0] ?? null };
}
