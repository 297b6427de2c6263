/** Opens the catalogue of a database for `describe`. Read-only. */
import type { DatabaseAddress } from '#src/config/configuration.ts';
import type { DescriptionPort } from '#src/describe/description-port.ts';
import type { Opened } from '#src/model/opened.ts';
import { openSqliteDescription } from './sqlite/sqlite-description.ts';

export async function openDescription(
  address: DatabaseAddress,
  side: 'source' | 'target',
): Promise<Opened<DescriptionPort>> {
  if (address.engine === 'sqlite') return openSqliteDescription(address.file);
  const { openSqlServerDescription } = await import('./sqlserver/description.ts');
  return openSqlServerDescription(address, side);
}
