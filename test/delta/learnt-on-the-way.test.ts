/** A delta that must compare many rooms writes down on its way what it has learnt of them. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import '#test/support/quick-disk.ts';
import { openMarks } from '#src/engines/open-marks.ts';
import { migrationIdOf } from '#src/journal/migration.ts';
import { ROOMS_BEFORE_NOTES } from '#src/load/older-messages.ts';
import type { Interrupts } from '#src/model/interrupts.ts';
import { SQLITE, type TestDatabases } from '#test/support/engines.ts';
import { role, room } from '#test/support/inventory-builder.ts';
import { keptMarks } from '#test/support/kept-marks.ts';
import { migrate } from '#test/support/migrate.ts';
import { addMessages, addRows, change, createWorld, messagesOf } from '#test/support/small-world.ts';

vi.setConfig({ testTimeout: 120_000 });

const FIRST = 2_000;
const LAST = FIRST + ROOMS_BEFORE_NOTES + 20;

let databases: TestDatabases;
beforeEach(async () => {
  databases = await SQLITE.fresh('learnt');
});
afterEach(() => databases.dispose());

it('a delta that fails in one of its last rooms need not compare those again that it had compared before', async () => {
  const rooms = Array.from({ length: LAST - FIRST + 1 }, (_, at) => FIRST + at);
  await createWorld(databases);
  await addRows(
    databases,
    'tblNode',
    rooms.map((id) => room(id, 2, `Room ${id}`, { scopeDefinerId: 2, roleDefinerId: id })),
  );
  await addRows(
    databases,
    'tblPrincipalRole',
    rooms.map((id) => role(id, 12, 'manager')),
  );
  await addMessages(
    databases,
    rooms.flatMap((id) => messagesOf(id, 1, 3)),
  );
  await migrate(databases);
  await change(databases, 'source', `UPDATE tblChat SET content = 'x' WHERE channelID = ${LAST}`);

  const inTheLast: Interrupts = (point, subject) => {
    if (point === 'batch:before-commit' && subject === `room:${LAST}`) throw new Error('struck');
  };
  const openSourceMarks = () => openMarks(databases.sourceAddress, 'source');
  await expect(migrate(databases, { openMarks: openSourceMarks, interrupts: inTheLast })).rejects.toThrow('struck');

  const { port: journal, close } = await databases.openJournalReader();
  const target = await databases.openTargetReader();
  const known = await keptMarks(journal, migrationIdOf(await target.port.identity()));
  await Promise.all([close(), target.close()]);
  expect(known.has(FIRST)).toBe(true);
  expect(known.has(LAST)).toBe(false);
});
