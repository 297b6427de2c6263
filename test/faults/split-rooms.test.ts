/** Rooms that are cut into parts: killed with several parts half done, grown, set back, resumed with other batches. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import '#test/support/quick-disk.ts';
import type { UnitRecord } from '#src/journal/journal-tables.ts';
import { TargetAhead } from '#src/load/errors.ts';
import { parseRoomPosition } from '#src/load/room-position.ts';
import { dumpTarget } from '#test/support/dump.ts';
import { forEachEngine, type TestDatabases } from '#test/support/engines.ts';
import { Struck } from '#test/support/interrupting.ts';
import { type MigrateOptions, migrate } from '#test/support/migrate.ts';
import { addMessages, change, createWorld, messagesOf } from '#test/support/small-world.ts';

/** 120 messages with chatIds 2 to 240, five parts with the batches that these tests use. */
const ROOM = 104;
const TIMEOUT_MS = 180_000;

async function unitsOf(databases: TestDatabases): Promise<UnitRecord[]> {
  const journal = await databases.openJournalReader();
  try {
    return (await journal.port.rows('unit', { phase: 'messages' })).filter((unit) =>
      unit.unitId.startsWith(`room:${ROOM}`),
    );
  } finally {
    await journal.close();
  }
}

const isHalfDone = (unit: UnitRecord) => unit.state === 'running' && unit.position !== null;
const firstOf = (unit: UnitRecord) => Number(/\/(\d+)\.\./.exec(unit.unitId)?.[1] ?? Number.POSITIVE_INFINITY);

/** Strikes once so many parts of the room have written a batch and none of them is done. */
async function strikeWithPartsBegun(databases: TestDatabases, wanted: number): Promise<UnitRecord[]> {
  const begun = new Set<string>();
  let strike: () => void = () => {};
  const enough = new Promise<void>((resolve) => {
    strike = resolve;
  });
  const struck = migrate(databases, {
    concurrency: 5,
    interrupts: async (point, subject) => {
      if (point !== 'batch:committed' || !subject.startsWith(`room:${ROOM}/`)) return;
      begun.add(subject);
      if (begun.size >= wanted) strike();
      await enough;
      throw new Struck(point, subject);
    },
  });
  await expect(struck).rejects.toThrow(Struck);
  return (await unitsOf(databases)).filter((unit) => unit.unitId.includes('/')).sort((a, b) => firstOf(a) - firstOf(b));
}

forEachEngine('a room that is loaded in parts', (engine) => {
  let databases: TestDatabases;
  let undisturbed: TestDatabases;
  beforeEach(async () => {
    databases = await engine.fresh('split');
    undisturbed = await engine.fresh('split-undisturbed');
    for (const each of [databases, undisturbed]) await createWorld(each);
  }, TIMEOUT_MS);
  afterEach(async () => {
    for (const each of [databases, undisturbed]) await each.dispose();
  });

  async function expectLikeUndisturbed(options: MigrateOptions = {}): Promise<void> {
    const [last, whole] = [await migrate(databases, options), await migrate(undisturbed)];
    expect(last.counts).toEqual(whole.counts);
    expect(await dumpTarget(databases)).toEqual(await dumpTarget(undisturbed));
  }

  it(
    'and killed with several parts half done goes on with each of them, whatever its batches are now',
    async () => {
      const parts = await strikeWithPartsBegun(databases, 3);

      expect(parts).toHaveLength(5);
      expect(parts.filter(isHalfDone).length).toBeGreaterThanOrEqual(2);
      await expectLikeUndisturbed({ limits: { rows: 1_000, bytes: 1_000_000 }, concurrency: 2 });
      const after = await unitsOf(databases);
      expect(after.map(({ unitId }) => unitId).sort()).toEqual(parts.map(({ unitId }) => unitId).sort());
      expect(after.every(({ state }) => state === 'done')).toBe(true);
    },
    TIMEOUT_MS,
  );

  it(
    'and grows between a kill and the next run keeps its parts and gets a unit for what came',
    async () => {
      const parts = await strikeWithPartsBegun(databases, 2);
      for (const each of [databases, undisturbed]) await addMessages(each, messagesOf(ROOM, 121, 300));

      await expectLikeUndisturbed();

      const after = await unitsOf(databases);
      expect(after).toHaveLength(parts.length + 1);
      expect(after.find(({ unitId }) => unitId === `room:${ROOM}`)).toMatchObject({
        state: 'done',
        position: '840',
        rowsRead: 300n,
      });
      expect((await migrate(databases)).rowsMoved).toBe(0);
    },
    TIMEOUT_MS,
  );

  it(
    'and set back to where a later part is ahead of an earlier one is brought forward part by part',
    async () => {
      const whole = await migrate(databases);
      const parts = (await unitsOf(databases)).sort((a, b) => firstOf(a) - firstOf(b));
      const [first = 0, second = 0, third = 0] = parts.map(firstOf);
      // Of the first part half is left, of the second all but the last, of the third nothing.
      const lose = (from: number, to: number) =>
        change(
          databases,
          'target',
          `DELETE FROM tblChat WHERE channelId = ${ROOM} AND chatId > ${from} AND chatId < ${to}`,
        );
      await lose(first + 20, second);
      await lose(third - 4, third);
      await lose(third - 1, firstOf(parts[3] as UnitRecord));

      const again = await migrate(databases);

      await migrate(undisturbed);
      expect(await dumpTarget(databases)).toEqual(await dumpTarget(undisturbed));
      expect(again.counts).toEqual(whole.counts);
    },
    TIMEOUT_MS,
  );

  it(
    'is refused where somebody else wrote into a part that has not come so far',
    async () => {
      const parts = await strikeWithPartsBegun(databases, 1);
      const open = parts.find((unit) => unit.position === null) ?? parts.find(isHalfDone);
      const from = parseRoomPosition(open?.position ?? null)?.read ?? BigInt(firstOf(open as UnitRecord));
      await change(
        databases,
        'target',
        `INSERT INTO tblChat (channelId, chatId, chatDate, userId, isAlert, content) VALUES (${ROOM}, ${from + 3n}, 1, 10, 0, 'new')`,
      );

      await expect(migrate(databases)).rejects.toThrow(TargetAhead);
    },
    TIMEOUT_MS,
  );
});
