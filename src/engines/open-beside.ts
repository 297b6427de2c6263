/** Finds out whether messages can be copied inside one server, whichever engine the two addresses name. */
import { existsSync, realpathSync } from 'node:fs';
import type { DatabaseAddress } from '#src/config/configuration.ts';
import type { BesideAnswer } from '#src/load/server-path/server-path-port.ts';
import { Sharing } from './sharing.ts';

/** @throws ConnectionFailed and its kin */
export async function besideOf(
  source: DatabaseAddress,
  target: DatabaseAddress,
  sharing: Sharing = new Sharing(),
): Promise<BesideAnswer> {
  if (source.engine === 'sqlite' && target.engine === 'sqlite') return besideFile(source.file, target.file);
  if (source.engine === 'sqlserver' && target.engine === 'sqlserver') {
    const { sqlServerBeside } = await import('./sqlserver/server-path-probe.ts');
    return sqlServerBeside(source, target, sharing);
  }
  return { possible: false, reason: 'source and target are databases of different products' };
}

/** Any file can be attached to a connection that has another one open. */
function besideFile(source: string, target: string): BesideAnswer {
  if (!existsSync(source)) return { possible: false, reason: 'the source’s file is not there' };
  const file = realpathSync(source);
  if (existsSync(target) && realpathSync(target) === file) {
    return { possible: false, reason: 'source and target are one file' };
  }
  return { possible: true, beside: { database: file } };
}
