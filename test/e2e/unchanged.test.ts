/** A pass over a source in which nothing has changed makes no plan, and whatever has changed leads to a whole one. */
import { copyFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { cliJson, environmentOf } from '#test/support/cli.ts';
import { fileOf } from '#test/support/copied-world.ts';
import { SQLITE, type TestDatabases } from '#test/support/engines.ts';
import { createLivingWorld } from '#test/support/living-source.ts';
import { change } from '#test/support/small-world.ts';

let databases: TestDatabases;
let first: Record<string, unknown>;

function run(words: readonly string[], environment: Record<string, string> = {}) {
  return cliJson(words, { folder: databases.dir, environment: { ...environmentOf(databases), ...environment } });
}

async function pass(): Promise<Record<string, unknown>> {
  return (await run(['migrate'])).document;
}

beforeAll(async () => {
  databases = await SQLITE.fresh('unchanged');
  await createLivingWorld(databases);
  await run(['migrate']);
  first = await pass();
}, 60_000);
afterAll(() => databases.dispose());

it('tells what the last complete pass told, and writes nothing', async () => {
  expect(first).toMatchObject({ unchanged: false, delta: { total: { inserted: 0, updated: 0, removed: 0 } } });
  const { counts, skippedBy, planHash, rejectFile, exitCode, findings } = first;
  expect(await pass()).toMatchObject({
    unchanged: true,
    resumed: true,
    rowsMoved: 0,
    ...{ counts, skippedBy, planHash, rejectFile, exitCode, findings },
  });
});

it.each([
  ['a message that was replaced', `UPDATE tblChat SET content = 'x' WHERE channelID = 104 AND chatID = 8`, 'messages'],
  ['a preference', `UPDATE tblPreference SET prefContent = '<x/>' WHERE lastModifiedBy = 11`, 'preferences'],
  ['a room', `UPDATE tblNode SET nodeDesc = 'x' WHERE nodeID = 104`, 'nodes'],
])(
  'notices %s',
  async (_what, sql, kind) => {
    await change(databases, 'source', sql);
    expect(await pass()).toMatchObject({ unchanged: false, delta: { byKind: { [kind]: { updated: 1 } } } });
    expect(await pass()).toMatchObject({ unchanged: true });
  },
  60_000,
);

it('notices a target that was set back, and settings that are others', async () => {
  const [target, backup] = [fileOf(databases.targetAddress), `${databases.dir}/backup`];
  copyFileSync(target, backup);
  await change(databases, 'source', 'DELETE FROM tblPrincipalInvites WHERE prinID = 13');
  expect(await pass()).toMatchObject({ unchanged: false, delta: { total: { removed: 1 } } });
  copyFileSync(backup, target);
  expect(await pass()).toMatchObject({ unchanged: false, delta: { total: { removed: 1 } } });
  expect(await pass()).toMatchObject({ unchanged: true });
  expect((await run(['migrate'], { GC2PC_FILTER_SINCE: '2011-01-01' })).document).toMatchObject({
    error: { code: 'SETTINGS_CHANGED' },
  });
}, 60_000);
