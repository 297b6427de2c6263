/** Opens what a database server says of itself. Read-only. */
import type { DatabaseAddress } from '#src/config/configuration.ts';
import type { Opened } from '#src/model/opened.ts';
import type { SqlFactsPort } from '#src/preflight/sql-facts-port.ts';
import { Sharing } from './sharing.ts';

/** @param journalDatabase of the target; null for a side that has none */
export async function openSqlFacts(
  address: DatabaseAddress,
  side: 'source' | 'target',
  journalDatabase: string | null,
  sharing: Sharing = new Sharing(),
): Promise<Opened<SqlFactsPort>> {
  if (address.engine === 'sqlite') {
    const { openSqliteFacts } = await import('./sqlite/sqlite-facts.ts');
    return openSqliteFacts(address.file, side);
  }
  const { openSqlServerFacts } = await import('./sqlserver/sql-facts.ts');
  return openSqlServerFacts(address, side, journalDatabase, sharing);
}
