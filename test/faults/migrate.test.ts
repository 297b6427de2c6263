/** The load as a whole, without faults: what the faults are measured against. */
import { readFileSync, statSync } from 'node:fs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import '#test/support/quick-disk.ts';
import { dumpTarget } from '#test/support/dump.ts';
import { forEachEngine, type TestDatabases } from '#test/support/engines.ts';
import { migrate } from '#test/support/migrate.ts';
import { createWorld, ORPHAN_ROOM_MESSAGES, ROOMS } from '#test/support/small-world.ts';

forEachEngine('a load', (engine) => {
  let databases: TestDatabases;
  beforeEach(async () => {
    databases = await engine.fresh('load');
    await createWorld(databases);
  });
  afterEach(async () => databases.dispose());

  it('takes every row of the source, and its books add up', async () => {
    const result = await migrate(databases);

    const messages = [...ROOMS.values()].reduce((sum, count) => sum + count, 0);
    expect(result.exit).toBe('rejects');
    expect(result.counts.messages).toEqual({
      read: messages + ORPHAN_ROOM_MESSAGES,
      written: messages,
      skipped: 0,
      rejected: ORPHAN_ROOM_MESSAGES,
    });
    const tables = await dumpTarget(databases);
    expect(tables.tblChat).toHaveLength(messages);
    expect(tables.tblSystemRevision).toEqual(['{"sysRevision":"42n"}']);
    expect(tables.tblPrincipalAffiliations).toHaveLength(43);
    for (const count of Object.values(result.counts)) {
      expect(count.read).toBe(count.written + count.skipped + count.rejected);
    }
  });

  it('puts rejected rows, whole and with their reason, into a file that only its owner reads', async () => {
    const { rejectFile } = await migrate(databases);

    const lines = readFileSync(rejectFile ?? '', 'utf8')
      .trim()
      .split('\n');
    expect(lines).toHaveLength(ORPHAN_ROOM_MESSAGES);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      kind: 'messages',
      table: 'tblChat',
      key: '999/2',
      reason: 'room 999 has no row',
      row: { channelID: 999, chatID: '2', userId: 11 },
    });
    expect(statSync(rejectFile ?? '').mode & 0o777).toBe(0o600);
  });

  it('changes nothing the second time', async () => {
    const first = await migrate(databases);
    const before = await dumpTarget(databases);

    const second = await migrate(databases);

    expect(await dumpTarget(databases)).toEqual(before);
    expect(second.counts).toEqual(first.counts);
    expect(second).toMatchObject({ resumed: true, rowsMoved: 0, exit: 'rejects', revision: 1 });
  });

  it('ends alike whatever the batches and the number of workers', async () => {
    await migrate(databases);
    const other = await engine.fresh('load-other');
    try {
      await createWorld(other);
      await migrate(other, { limits: { rows: 1_000, bytes: 1_000_000 }, concurrency: 1 });
      expect(await dumpTarget(other)).toEqual(await dumpTarget(databases));
    } finally {
      await other.dispose();
    }
  }, 180_000);
});
