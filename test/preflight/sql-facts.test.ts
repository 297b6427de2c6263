/** What both engines say of themselves, and what a login with few rights lacks. */
import '#test/support/quick-disk.ts';
import { chmodSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openSqlFacts } from '#src/engines/open-sql-facts.ts';
import { is64Bit } from '#src/engines/sqlserver/sql-facts.ts';
import type { SqlFactsPort } from '#src/preflight/sql-facts-port.ts';
import { forEachEngine, SQLITE, type TestDatabases } from '#test/support/engines.ts';
import { createWorld } from '#test/support/small-world.ts';

const TIMEOUT_MS = 120_000;

forEachEngine('facts of a database server', (engine) => {
  let databases: TestDatabases;
  beforeAll(async () => {
    databases = await engine.fresh('facts');
    await createWorld(databases);
  }, TIMEOUT_MS);
  afterAll(async () => {
    await databases.dispose();
  });

  const facts = async <R>(side: 'source' | 'target', work: (port: SqlFactsPort) => Promise<R>): Promise<R> => {
    const address = side === 'source' ? databases.sourceAddress : databases.targetAddress;
    const opened = await openSqlFacts(address, side, side === 'target' ? databases.journalDatabase : null);
    try {
      return await work(opened.port);
    } finally {
      await opened.close();
    }
  };

  test('name version, edition and database; what is not told is null and no error', async () => {
    const [server, database, backups] = await facts('target', async (port) => [
      await port.server(),
      await port.database(),
      await port.backups(),
    ]);
    expect(server.version).toMatch(/^\d+\.\d+/);
    expect(server.edition).not.toBe('');
    expect(server.is64Bit).toBe(true);
    expect(server.cores === null || server.cores > 0).toBe(true);
    expect(server.memoryBytes === null || server.memoryBytes > 0n).toBe(true);
    expect(database).toMatchObject({ status: 'ONLINE', readOnly: false });
    expect(database.name).not.toBe('');
    expect(database.collation).not.toBe('');
    if (engine.name === 'sqlite') expect(database.freeBytes).toBeGreaterThan(0n);
    // No server of the tests keeps a history of backups.
    expect(backups).toBeNull();
  });

  test(
    'find no right missing for a login that owns both sides',
    async () => {
      expect(await facts('source', (port) => port.missingRights())).toEqual([]);
      expect(await facts('target', (port) => port.missingRights())).toEqual([]);
    },
    TIMEOUT_MS,
  );

  test('tell a 2013 database from a 2010 one', async () => {
    const looks = (side: 'source' | 'target') =>
      facts(side, async (port) => {
        const { name } = await port.database();
        expect(await port.databases()).toContain(name);
        return port.looksLikePersistentChat(name);
      });
    expect(await looks('target')).toBe(true);
    expect(await looks('source')).toBe(false);
  });
});

describe('a target file', () => {
  test.skipIf(process.getuid?.() === 0)('without write permission lacks exactly that', async () => {
    const databases = await SQLITE.fresh('facts-read-only');
    await createWorld(databases);
    const { targetAddress } = databases;
    if (targetAddress.engine !== 'sqlite') throw new Error('not a file');
    chmodSync(targetAddress.file, 0o400);
    const opened = await openSqlFacts(targetAddress, 'target', null);
    expect(await opened.port.missingRights()).toEqual(['write permission on the file']);
    expect((await opened.port.database()).readOnly).toBe(true);
    await opened.close();
    await databases.dispose();
  });
});

test.each([
  ['Standard Edition (64-bit) Microsoft SQL Server 2008 R2 (RTM) (X64)', true],
  ['Standard Edition Microsoft SQL Server 2008 R2 (SP3) - 10.50.6000.34 (Intel X86)', false],
  ['Standard Edition something', null],
])('the word size is read from %s', (banner, expected) => {
  expect(is64Bit(banner)).toBe(expected);
});
