/** Opens what the cut-over asks of a database as a whole: silence, fence, backup. */
import type { DatabaseAddress } from '#src/config/configuration.ts';
import type { BackupPort, FencePort } from '#src/cutover/fence-port.ts';
import type { Opened } from '#src/model/opened.ts';
import { openSqliteFence } from './sqlite/sqlite-fence.ts';

export async function openFence(address: DatabaseAddress): Promise<Opened<FencePort & BackupPort>> {
  if (address.engine === 'sqlite') return openSqliteFence(address.file);
  const { openSqlServerFence } = await import('./sqlserver/fence.ts');
  return openSqlServerFence(address);
}
