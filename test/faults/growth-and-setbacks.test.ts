/** What happens to a migration whose source goes on living, and to one whose target is set back to an older backup. */
import { copyFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import '#test/support/quick-disk.ts';
import { TargetAhead } from '#src/load/errors.ts';
import { copyOf, fileOf } from '#test/support/copied-world.ts';
import { dumpTarget } from '#test/support/dump.ts';
import { forEachEngine, SQLITE, type TestDatabases } from '#test/support/engines.ts';
import { strikeAt } from '#test/support/interrupting.ts';
import { principal, role, room } from '#test/support/inventory-builder.ts';
import { migrate } from '#test/support/migrate.ts';
import { addMessages, addRows, change, createWorld, messagesOf, PEOPLE } from '#test/support/small-world.ts';

/** Every kind of change that a living source makes. */
async function grow(databases: TestDatabases): Promise<void> {
  await addRows(databases, 'tblPrincipal', [principal(60)]);
  await addRows(databases, 'tblPrincipalAffiliations', [
    { principalID: 60, affiliationID: 60, index: -1, updatedBy: 1 },
    { principalID: 60, affiliationID: 2, index: 1, updatedBy: 1 },
  ]);
  await addRows(databases, 'tblNode', [room(150, 2, 'Room 150', { scopeDefinerId: 2, roleDefinerId: 150 })]);
  await addRows(databases, 'tblPrincipalRole', [role(150, 60, 'member'), role(101, 60, 'member')]);
  await addRows(databases, 'tblLastChatId', [{ nodeID: 150, lastChatID: 40n }]);
  await addMessages(databases, [...messagesOf(150, 1, 20), ...messagesOf(101, 2, 5), ...messagesOf(104, 121, 13)]);
  await change(databases, 'source', `UPDATE tblNode SET nodeName = 'Renamed' WHERE nodeID = 103`);
  await change(databases, 'source', `UPDATE tblNode SET nodeDesc = 'Another' WHERE nodeID = 105`);
  await change(databases, 'source', `UPDATE tblLastChatId SET lastChatID = 400 WHERE nodeID = 102`);
  await change(databases, 'source', `DELETE FROM tblPrincipalRole WHERE prinRoleNodeID = 104 AND prinRolePrinID = 12`);
  await change(databases, 'source', `DELETE FROM tblPrincipalInvites WHERE prinID = 13`);
  await change(databases, 'source', `UPDATE tblPreference SET prefContent = '<other/>' WHERE lastModifiedBy = 11`);
}

forEachEngine('a source that lives on', (engine) => {
  let databases: TestDatabases;
  beforeEach(async () => {
    databases = await engine.fresh('growth');
    await createWorld(databases);
  });
  afterEach(async () => databases.dispose());

  it('is caught up with by the same command, and the end is that of a fresh migration', async () => {
    await migrate(databases);
    await grow(databases);

    const caughtUp = await migrate(databases);

    const fresh = await engine.fresh('fresh');
    try {
      await createWorld(fresh);
      await grow(fresh);
      const whole = await migrate(fresh);
      expect(caughtUp.counts).toEqual(whole.counts);
      expect(caughtUp.revision).toBe(2);
      expect(await dumpTarget(databases)).toEqual(await dumpTarget(fresh));
    } finally {
      await fresh.dispose();
    }
  }, 180_000);
});

describe('a source that grows between an interruption and the next run', () => {
  for (const [point, nth] of [
    ['batch:committed', 3],
    ['batch:committed', 14],
    ['batch:committed', 40],
    ['unit:finished', 5],
    ['phase:finished', 4],
  ] as const) {
    it(`after ${point} number ${nth} ends like a fresh migration of what it has become`, async () => {
      const [struck, fresh] = [await SQLITE.fresh('struck'), await SQLITE.fresh('fresh')];
      for (const databases of [struck, fresh]) await createWorld(databases);
      await expect(migrate(struck, { interrupts: strikeAt(point, nth).interrupts })).rejects.toThrow('struck');
      for (const databases of [struck, fresh]) await grow(databases);

      const [caughtUp, whole] = [await migrate(struck), await migrate(fresh)];

      expect(caughtUp.counts).toEqual(whole.counts);
      expect(await dumpTarget(struck)).toEqual(await dumpTarget(fresh));
      for (const databases of [struck, fresh]) await databases.dispose();
    });
  }

  it('rejects a row that has become bad, and counts it once', async () => {
    const databases = await SQLITE.fresh('bad-row');
    await createWorld(databases);
    await migrate(databases);
    await addRows(databases, 'tblPrincipalInvites', [
      { prinID: PEOPLE[15], invID: 1, nodeID: 104, createdOn: '2012-02-03 04:05:06.007' },
    ]);
    await change(
      databases,
      'source',
      `UPDATE tblPrincipalAffiliations SET affiliationID = 555 WHERE principalID = 14 AND "index" = 1`,
    );

    const result = await migrate(databases);

    expect(result.counts.affiliations.rejected).toBe(1);
    expect((await migrate(databases)).counts).toEqual(result.counts);
    await databases.dispose();
  });
});

it('counts rows that have to go before others under their own kind', async () => {
  const databases = await SQLITE.fresh('kinds');
  await createWorld(databases);
  const before = (await migrate(databases)).counts;
  await change(databases, 'source', 'UPDATE tblNode SET disabled = 1 WHERE nodeID = 104');

  const { delta, counts } = await migrate(databases);

  expect(delta.byKind.nodes).toEqual({ inserted: 0, updated: 0, removed: 1 });
  for (const kind of ['messages', 'chatCounters'] as const) {
    const removed = before[kind].written - counts[kind].written;
    expect(removed, kind).toBeGreaterThan(0);
    expect(delta.byKind[kind], kind).toEqual({ inserted: 0, updated: 0, removed });
  }
  await databases.dispose();
});

describe('a target that was set back to a backup', () => {
  let databases: TestDatabases;
  let expected: Record<string, string[]>;
  let counts: object;
  beforeEach(async () => {
    databases = await SQLITE.fresh('set-back');
    await createWorld(databases);
    const whole = await copyOf(databases, 'whole');
    counts = (await migrate(whole)).counts;
    expected = await dumpTarget(whole);
    await whole.dispose();
  });
  afterEach(async () => databases.dispose());

  for (const [taken, point, nth] of [
    ['before the first row', 'plan:recorded', 1],
    ['in the middle of the structure', 'batch:committed', 6],
    ['between structure and messages', 'phase:finished', 2],
    ['in the middle of the messages', 'batch:committed', 40],
    ['before the counters', 'phase:finished', 3],
    ['before the revision was raised', 'phase:finished', 4],
  ] as const) {
    it(`taken ${taken} is brought forward again`, async () => {
      const backup = `${databases.dir}/backup`;
      await expect(migrate(databases, { interrupts: strikeAt(point, nth).interrupts })).rejects.toThrow('struck');
      copyFileSync(fileOf(databases.targetAddress), backup);
      await migrate(databases);
      copyFileSync(backup, fileOf(databases.targetAddress));

      const again = await migrate(databases);

      expect(await dumpTarget(databases)).toEqual(expected);
      expect(again.counts).toEqual(counts);
    });
  }

  it('is told by what was missing in it, not by what was read again', async () => {
    await migrate(databases);
    await change(databases, 'target', 'DELETE FROM tblChat WHERE channelId = 104 AND chatId > 235');

    const { delta } = await migrate(databases);

    expect(delta.byKind).toEqual({ messages: { inserted: 3, updated: 0, removed: 0 } });
    expect(await dumpTarget(databases)).toEqual(expected);
  });

  it('is brought forward even when that run, too, is struck', async () => {
    const backup = `${databases.dir}/backup`;
    await expect(migrate(databases, { interrupts: strikeAt('batch:committed', 45).interrupts })).rejects.toThrow(
      'struck',
    );
    copyFileSync(fileOf(databases.targetAddress), backup);
    await migrate(databases);
    copyFileSync(backup, fileOf(databases.targetAddress));
    for (const nth of [1, 2, 5, 9]) {
      await migrate(databases, { interrupts: strikeAt('batch:committed', nth).interrupts }).catch(() => {});
    }

    const again = await migrate(databases);

    expect(await dumpTarget(databases)).toEqual(expected);
    expect(again.counts).toEqual(counts);
  });

  it('is refused when it holds messages that the migration did not write', async () => {
    await migrate(databases);
    await change(
      databases,
      'target',
      `INSERT INTO tblChat (channelId, chatId, chatDate, userId, isAlert, content) VALUES (104, 9999, 1, 10, 0, 'new')`,
    );

    await expect(migrate(databases)).rejects.toThrow(TargetAhead);
    await expect(migrate(databases)).rejects.toThrow('room(s) 104');
  });
});
