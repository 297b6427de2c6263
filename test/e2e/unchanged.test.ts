/** A pass over a source in which nothing has changed makes no plan, and whatever has changed leads to a whole one. */
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { cliJson, environmentOf, startCli } from '#test/support/cli.ts';
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
  first = await pass();
}, 60_000);
afterAll(() => databases.dispose());

it('tells what the last complete pass told, and writes nothing', async () => {
  expect(first).toMatchObject({ unchanged: false, resumed: false });
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

it('goes by nothing that another version has kept in a form of its own', async () => {
  const journal = new DatabaseSync(join(databases.dir, `${databases.journalDatabase}.sqlite`));
  const finding = { id: 'P00', severity: 'info', subject: 's', message: 'm', hint: 'h' };
  journal
    .prepare("UPDATE pass SET content = json_set(json_remove(content, '$.form'), '$.end.findings', json(?))")
    .run(JSON.stringify([finding]));
  journal.close();
  expect(await pass()).toMatchObject({ exitCode: first.exitCode, unchanged: false });
  expect(await pass()).toMatchObject({ unchanged: true });
});

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

/** All messages are there, and what comes after them is not. */
const KILLED = { NODE_ENV: 'test', GC2PC_TEST_INTERRUPT: 'phase:finished:messages@1' };

/** @returns what the passes tell that follow upon a first copy that was killed */
async function afterKill(passes: number, meanwhile: (world: TestDatabases) => Promise<void>): Promise<unknown[]> {
  const world = await SQLITE.fresh('unchanged-resumed');
  const migrate = (environment: Record<string, string> = {}) =>
    startCli(['migrate', '--json', '--no-input'], {
      folder: world.dir,
      environment: { ...environmentOf(world), ...environment },
    }).ended;
  try {
    await createLivingWorld(world);
    expect((await migrate(KILLED)).signal).toBe('SIGKILL');
    await meanwhile(world);
    const told: unknown[] = [];
    while (told.length < passes) told.push(JSON.parse((await migrate()).stdout));
    return told;
  } finally {
    await world.dispose();
  }
}

it('knows after a first copy in two runs what the source was when the first one began', async () => {
  expect(await afterKill(2, async () => {})).toMatchObject([{ unchanged: false, resumed: true }, { unchanged: true }]);
}, 60_000);

it('notices what changed between the two runs of a first copy', async () => {
  const sql = `UPDATE tblChat SET content = 'x' WHERE channelID = 104 AND chatID = 8`;
  expect(await afterKill(3, (world) => change(world, 'source', sql))).toMatchObject([
    { unchanged: false, resumed: true },
    { unchanged: false, delta: { byKind: { messages: { updated: 1 } } } },
    { unchanged: true },
  ]);
}, 60_000);
