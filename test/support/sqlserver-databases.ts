/** Two empty databases on the SQL Server that the tests were given. */
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SqlServerAddress } from '#src/config/configuration.ts';
import { parseDatabaseUrl } from '#src/config/database-url.ts';
import { createDatabase, dropDatabase } from '#src/engines/sqlserver/databases.ts';
import type { TestPlaces } from './engines.ts';

let counter = 0;

/** @param url of any database on the server, with the password of a login that may create databases */
export async function freshSqlServer(url: string, label: string): Promise<TestPlaces> {
  const name = label
    .replaceAll(/[^A-Za-z0-9]+/g, '_')
    .slice(0, 30)
    .toLowerCase();
  counter += 1;
  const stem = `gc2pc_t_${name}_${process.pid}_${counter}`;
  const dir = realpathSync(mkdtempSync(join(tmpdir(), `gc2pc-${name}-`)));
  const bare = new URL(url);
  bare.searchParams.delete('text');
  const admin = parseDatabaseUrl(bare.href, { folder: dir, passwordAllowed: true }) as SqlServerAddress;
  const [source, target, journal] = [`${stem}_src`, `${stem}_dst`, `${stem}_jnl`] as const;
  await createDatabase(admin, source);
  await createDatabase(admin, target);
  const password = admin.password?.reveal() ?? null;
  const urlOf = (database: string) => {
    const made = new URL(bare.href);
    made.password = '';
    made.pathname = `/${database}`;
    return made.href;
  };
  return {
    sourceUrl: urlOf(source),
    targetUrl: urlOf(target),
    sourcePassword: password,
    targetPassword: password,
    sourceAddress: { ...admin, database: source },
    targetAddress: { ...admin, database: target },
    journalDatabase: journal,
    dir,
    remove: async () => {
      for (const database of [source, target, journal]) await dropDatabase(admin, database);
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
