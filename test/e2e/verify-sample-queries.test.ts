import '#test/support/quick-disk.ts';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openSampleQueries } from '#src/engines/open-sample-queries.ts';
import { TICKS_FUNCTIONS } from '#src/engines/sqlserver/ticks-sql.ts';
import { forEachEngine, type TestDatabases } from '#test/support/engines.ts';
import { migrate } from '#test/support/migrate.ts';
import { addMessages, change, createWorld, type LegacyMessageRow } from '#test/support/small-world.ts';
import { verify } from '#test/support/verify.ts';

// A server may be shared with other suites, and each of its sessions is slow to begin.
vi.setConfig({ testTimeout: 240_000 });

/** 2010-12-31, 2012-01-01, before any datetime, the last instant of .NET, and a negative number. */
const DATES = [634_293_504_000_000_000n, 634_609_728_000_000_000n, 5n, 3_155_378_975_999_999_999n, -1n];

forEachEngine('the sample queries', (engine) => {
  let databases: TestDatabases;
  beforeEach(async () => {
    databases = await engine.fresh('samples');
    await createWorld(databases);
    await addMessages(
      databases,
      DATES.map((date, at): LegacyMessageRow => [100, BigInt(at + 1), date, 10, false, `Hello World ${at}`]),
    );
    await migrate(databases, { limits: { rows: 1_000, bytes: 1_000_000 } });
    if (engine.name === 'sqlserver') await change(databases, 'target', TICKS_FUNCTIONS.dotnet);
  });
  afterEach(() => databases.dispose());

  test('answer for one room and one principal what the source implies, by the function of the database where it has one', async () => {
    const { port, close } = await openSampleQueries(databases.targetAddress);
    const window = { channelId: 100, upTo: 5n };
    expect(await port.messagesByRoom(window)).toEqual([['Room 100', 1]]);
    expect(await port.messagesByAuthor(window)).toEqual([['Common 10', 1]]);
    expect((await port.messagesLike({ channelId: 100, upTo: 2n }, 'World')).toSorted()).toEqual([
      ['Room 100', 'Common 10', 'Hello World 0'],
      ['Room 100', 'Common 10', 'Hello World 1'],
    ]);
    expect((await port.affiliationsOf(10)).map(([name]) => name).toSorted()).toEqual(['Common 10', 'User 2']);
    expect((await port.rolesOf(11, 'Common 11')).map(([room]) => room)).toContain('Room 104');
    expect(await port.rolesOf(11, 'Common 12')).toEqual([]);
    expect(await port.invitesOf(10)).toEqual([['Common 10', 'Room 102', 1, '2012-02-03 04:05:06.007']]);
    await close();
    const result = await verify(databases);
    expect(result.findings).toEqual([]);
    expect(result.verdict).toBe('verified');
  });

  test('name what answers otherwise, and names that the collation takes for the same', async () => {
    await change(databases, 'target', "UPDATE tblChat SET content = 'gone' WHERE channelId = 100");
    await change(databases, 'target', "UPDATE tblNode SET nodeName = 'room 104' WHERE nodeID = 106");
    await change(databases, 'target', 'DELETE FROM tblPrincipalInvites');
    const { findings } = await verify(databases);
    const ids = findings.map(({ id, subject }) => `${id} ${subject}`);
    expect(ids).toContain('V33-sample-query-3 room 100');
    expect(ids).toContain('V18-unique-names room 106');
    expect(ids.some((id) => id.startsWith('V36-sample-query-6'))).toBe(true);
  });
});
