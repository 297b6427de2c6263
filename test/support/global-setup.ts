/**
 * Finds a SQL Server for the tests, once for the whole run: `GC2PC_TEST_MSSQL_URL`, `tds-up` on the PATH, or Docker.
 * Without one, the tests of that tier are skipped, and the reason is shown at the end.
 */
import { execFileSync } from 'node:child_process';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** `mssql://user:password@host:port/master?…`, null where there is no server. */
    readonly sqlServerUrl: string | null;
  }
}

/** A stand-in server may have to be started first. */
const START_UP_MS = 180_000;

type Stop = () => Promise<void>;

export default async function setup(project: TestProject): Promise<Stop | undefined> {
  const named = process.env['GC2PC_TEST_MSSQL_URL'] || startedUrl();
  if (named !== null) {
    project.provide('sqlServerUrl', named);
    return undefined;
  }
  const container = await startedContainer();
  project.provide('sqlServerUrl', container?.url ?? null);
  return container?.stop;
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
  const image = process.env['GC2PC_TEST_MSSQL_IMAGE'] ?? 'mcr.microsoft.com/mssql/server:2022-latest';
  const container = await new MSSQLServerContainer(image).acceptLicense().start();
  const password = encodeURIComponent(container.getPassword());
  const place = `${container.getHost()}:${container.getPort()}`;
  return {
    url: `mssql://${container.getUsername()}:${password}@${place}/master?encrypt=true&trustServerCertificate=true`,
    stop: async () => {
      await container.stop();
    },
  };
}
