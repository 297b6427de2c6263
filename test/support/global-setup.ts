/**
 * Finds a SQL Server for the tests, once for the whole run: `GC2PC_TEST_MSSQL_URL` (`none` = look for none), `tds-up` on
 * the PATH, or Docker.
 * Without one, the tests of that tier are skipped, and the reason is shown at the end.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import type { SqlServerAddress } from '#src/config/configuration.ts';
import { parseDatabaseUrl } from '#src/config/database-url.ts';
import { openPool } from '#src/engines/sqlserver/pool.ts';
import { dropSqlServerDatabases } from './sqlserver-databases.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Null where there is no server. `utf8` tells a stand-in that keeps text as UTF-8. */
    readonly sqlServer: { readonly url: string; readonly dir: string; readonly utf8: boolean } | null;
  }
}

/** A stand-in server may have to be started first. */
const START_UP_MS = 180_000;

/** In the place of a URL: there is no server, and none is to be looked for. */
const NO_SERVER = 'none';

type Stop = () => Promise<void>;

export default async function setup(project: TestProject): Promise<Stop | undefined> {
  const server = await foundServer();
  if (server === null) {
    project.provide('sqlServer', null);
    return undefined;
  }
  const dir = mkdtempSync(join(tmpdir(), 'gc2pc-test-run-'));
  for (const folder of ['free', 'used']) mkdirSync(join(dir, folder));
  project.provide('sqlServer', { url: server.url, dir, utf8: await keepsUtf8(server.url) });
  return async () => {
    await dropSqlServerDatabases({ url: server.url, dir });
    rmSync(dir, { recursive: true, force: true });
    await server.stop();
  };
}

async function foundServer(): Promise<{ url: string; stop: Stop } | null> {
  const named = process.env.GC2PC_TEST_MSSQL_URL || null;
  if (named === NO_SERVER) return null;
  const url = named ?? startedUrl();
  return url === null ? startedContainer() : { url, stop: async () => {} };
}

/** Babelfish names its version under this property; SQL Server answers NULL. */
async function keepsUtf8(url: string): Promise<boolean> {
  const address = parseDatabaseUrl(url, { folder: '/', passwordAllowed: true }) as SqlServerAddress;
  const pool = await openPool(address, 'read');
  try {
    const { recordset } = await pool.request().query("SELECT SERVERPROPERTY('BabelfishVersion') AS version");
    return (recordset[0] as { version: unknown }).version !== null;
  } finally {
    await pool.close();
  }
}

/** The one URL line that `tds-up` prints, null where there is no such command. */
function startedUrl(): string | null {
  try {
    const printed = execFileSync('tds-up', {
      encoding: 'utf8',
      timeout: START_UP_MS,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return /^mssql:\/\/\S+$/m.exec(printed)?.[0] ?? null;
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ENOENT') return null;
    throw error;
  }
}

async function startedContainer(): Promise<{ url: string; stop: Stop } | null> {
  try {
    execFileSync('docker', ['info'], { timeout: 10_000, stdio: 'ignore' });
  } catch {
    return null;
  }
  const { MSSQLServerContainer } = await import('@testcontainers/mssqlserver');
  const image = process.env.GC2PC_TEST_MSSQL_IMAGE ?? 'mcr.microsoft.com/mssql/server:2022-latest';
  const container = await new MSSQLServerContainer(image)
    .acceptLicense()
    .start()
    .catch((error: unknown) => {
      // A registry that cannot be reached is no defect of what is tested.
      const why = error instanceof Error ? error.message : String(error);
      process.stderr.write(`no SQL Server from ${image}: ${why}\n`);
      return null;
    });
  if (container === null) return null;
  const password = encodeURIComponent(container.getPassword());
  const place = `${container.getHost()}:${container.getPort()}`;
  return {
    url: `mssql://${container.getUsername()}:${password}@${place}/master?encrypt=true&trustServerCertificate=true`,
    stop: async () => {
      await container.stop();
    },
  };
}
