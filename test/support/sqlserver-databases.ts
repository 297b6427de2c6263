/**
 * Two empty databases on the SQL Server that the tests were given, and an empty one for the journal, as an operator may
 * make it beforehand: a test of a server without one drops it, and makes it again at its end. Making and dropping
 * databases takes most of a test's time, so a set that a test has emptied is handed to the next one, whichever process it
 * runs in. The set is a file in the run's folder: who renames it has it.
 */
import { mkdtempSync, readdirSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SqlServerAddress } from '#src/config/configuration.ts';
import { parseDatabaseUrl } from '#src/config/database-url.ts';
import { createDatabase, dropDatabase } from '#src/engines/sqlserver/databases.ts';
import { emptied } from './emptied-database.ts';
import type { TestPlaces } from './engines.ts';

export interface SqlServerRun {
  /** Of any database on the server, with the password of a login that may create databases. */
  readonly url: string;
  /** Folder of this test run, with `free` and `used`. */
  readonly dir: string;
}

let counter = 0;

export async function freshSqlServer(run: SqlServerRun, label: string): Promise<TestPlaces> {
  const admin = adminAddress(run.url);
  const stem = taken(run) ?? (await made(run, admin));
  const name = label.replaceAll(/[^A-Za-z0-9]+/g, '-').slice(0, 40);
  const dir = realpathSync(mkdtempSync(join(tmpdir(), `gc2pc-${name}-`)));
  const { source, target, journal } = namesOf(stem);
  const password = admin.password?.reveal() ?? null;
  const urlOf = (database: string) => {
    const url = new URL(run.url);
    url.password = '';
    url.pathname = `/${database}`;
    return url.href;
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
      rmSync(dir, { recursive: true, force: true });
      const clean = await Promise.all([source, target, journal].map((database) => emptied({ ...admin, database })));
      if (clean.every(Boolean)) renameSync(join(run.dir, 'used', stem), join(run.dir, 'free', stem));
    },
  };
}

/** Drops every database that the run has made. */
export async function dropSqlServerDatabases(run: SqlServerRun): Promise<void> {
  const admin = adminAddress(run.url);
  for (const folder of ['free', 'used'])
    for (const stem of readdirSync(join(run.dir, folder)))
      for (const database of Object.values(namesOf(stem))) await dropDatabase(admin, database);
}

function taken(run: SqlServerRun): string | null {
  for (const stem of readdirSync(join(run.dir, 'free'))) {
    try {
      renameSync(join(run.dir, 'free', stem), join(run.dir, 'used', stem));
      return stem;
    } catch {
      // Another process was quicker.
    }
  }
  return null;
}

async function made(run: SqlServerRun, admin: SqlServerAddress): Promise<string> {
  counter += 1;
  const stem = `gc2pc_test_${process.pid}_${counter}`;
  // Written first, so that the databases are dropped in the end whatever happens here.
  writeFileSync(join(run.dir, 'used', stem), '');
  for (const database of Object.values(namesOf(stem))) await createDatabase(admin, database);
  return stem;
}

function namesOf(stem: string) {
  return { source: `${stem}_source`, target: `${stem}_target`, journal: `${stem}_journal` };
}

function adminAddress(url: string): SqlServerAddress {
  return parseDatabaseUrl(url, { folder: '/', passwordAllowed: true }) as SqlServerAddress;
}
