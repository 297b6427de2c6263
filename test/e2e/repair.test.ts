/** What `verify --repair` leaves to `migrate`: a repair must never stand in the way of the next pass. */
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { acquireLock } from '#src/journal/lock.ts';
import { migrationIdOf } from '#src/journal/migration.ts';
import { cliJson, environmentOf } from '#test/support/cli.ts';
import { SQLITE, type TestDatabases } from '#test/support/engines.ts';

let databases: TestDatabases;
beforeEach(async () => {
  databases = await SQLITE.fresh('repair');
  expect((await run({}, 'fixture', 'create', '--scale', '0.05', '--messages', '2000')).code).toBe(0);
});
afterEach(() => databases.dispose());

function run(environment: Record<string, string>, ...words: string[]) {
  const small = { GC2PC_LOAD_BATCH_ROWS: '50', GC2PC_LOAD_CONCURRENCY: '1' };
  return cliJson(words, {
    folder: databases.dir,
    environment: { ...environmentOf(databases), ...small, ...environment },
  });
}

function change(side: 'source' | 'target', ...statements: string[]): void {
  const database = new DatabaseSync(`${databases.dir}/${side}.sqlite`);
  for (const statement of statements) expect(Number(database.prepare(statement).run().changes)).toBeGreaterThan(0);
  database.close();
}

async function carriesOver(): Promise<void> {
  expect((await run({}, 'migrate')).document).toMatchObject({ exitCode: 0, resumed: true });
  expect((await run({}, 'verify')).document).toMatchObject({ exitCode: 0, verdict: 'verified' });
}

const NEXT_MESSAGE = `INSERT INTO tblChat SELECT channelID, chatID + 1, chatDate, userId, isAlert, content FROM tblChat AS last
  WHERE chatID = (SELECT MAX(chatID) FROM tblChat WHERE channelID = last.channelID)`;

it('a load that is not finished is finished by migrate, not by a repair', async () => {
  const point = { NODE_ENV: 'test', GC2PC_TEST_INTERRUPT: 'batch:before-write@6!SIGINT' };
  expect((await run(point, 'migrate')).code).toBe(4);
  const { document } = await run({}, 'verify');
  expect(document).toMatchObject({ exitCode: 6, nextSteps: ['npm run --silent gc2pc -- migrate'] });
  expect(document.findings).toContainEqual(expect.objectContaining({ id: 'V51-unfinished' }));
  expect((await run({}, 'verify', '--repair')).document).toMatchObject({
    exitCode: 3,
    error: { code: 'MIGRATION_UNFINISHED' },
    nextSteps: ['npm run --silent gc2pc -- migrate'],
  });
  await carriesOver();
});

it('messages that came after the last pass are left to migrate, and what differs before them is mended', async () => {
  expect((await run({}, 'migrate')).code).toBe(0);
  change('source', NEXT_MESSAGE);
  change(
    'target',
    "UPDATE tblChat SET content = 'x' WHERE chatId = 1",
    'DELETE FROM tblPrincipalRole WHERE prinRolePrinID > 50',
  );
  const mended = await run({}, 'verify', '--repair');
  expect(mended.document).toMatchObject({ exitCode: 6, nextSteps: ['npm run --silent gc2pc -- migrate'] });
  expect(Object.keys(mended.document.differencesByKind as object)).toEqual(['message']);
  expect(new Set((mended.document.differences as { what: string }[]).map(({ what }) => what))).toEqual(
    new Set(['missing']),
  );
  await carriesOver();
});

const VERIFY = 'npm run --silent gc2pc -- verify';
const OF_SOMEBODY_ELSE = NEXT_MESSAGE.replace('content', "'of somebody else', NULL");

it('messages of somebody else make way, also where the source has come to the same numbers, and each next command leads there', async () => {
  expect((await run({}, 'migrate')).code).toBe(0);
  change('source', NEXT_MESSAGE);
  change('target', OF_SOMEBODY_ELSE);
  const refused = { exitCode: 3, error: { code: 'TARGET_AHEAD' }, nextSteps: [VERIFY] };
  expect((await run({}, 'migrate')).document).toMatchObject(refused);
  expect((await run({}, 'verify')).document).toMatchObject({
    exitCode: 6,
    findings: expect.arrayContaining([
      expect.objectContaining({ id: 'TARGET_AHEAD', hint: expect.stringMatching(/verify --repair removes/) }),
    ]),
    nextSteps: [`${VERIFY} --repair`],
  });
  const { document: mended } = await run({}, 'verify', '--repair');
  expect(mended).toMatchObject({ exitCode: 6, nextSteps: ['npm run --silent gc2pc -- migrate'] });
  expect(mended.findings).toContainEqual(expect.objectContaining({ id: 'V52-source-changed' }));
  expect(mended.findings).not.toContainEqual(expect.objectContaining({ id: 'TARGET_AHEAD' }));
  await carriesOver();
});

it('messages of somebody else in a load that is not finished are nothing that a command could mend', async () => {
  const point = { NODE_ENV: 'test', GC2PC_TEST_INTERRUPT: 'batch:before-write@40!SIGINT' };
  expect((await run(point, 'migrate')).code).toBe(4);
  change('target', OF_SOMEBODY_ELSE);
  expect((await run({}, 'migrate')).document).toMatchObject({ exitCode: 3, error: { code: 'TARGET_AHEAD' } });
  const { document } = await run({}, 'verify');
  expect(document).toMatchObject({ exitCode: 6, nextSteps: [] });
  expect(document.findings).toContainEqual(
    expect.objectContaining({ id: 'TARGET_AHEAD', hint: expect.stringMatching(/backup/) }),
  );
});

it('what a run at work has written meanwhile is not taken for somebody else’s', async () => {
  expect((await run({}, 'migrate')).code).toBe(0);
  change('target', OF_SOMEBODY_ELSE);
  const { port: target, close } = await databases.openTargetReader();
  const journal = await databases.openJournal();
  const lock = await acquireLock(journal.port, migrationIdOf(await target.identity()), {
    owner: 'a pass that goes on',
  });
  const { document } = await run({}, 'verify');
  expect(document).toMatchObject({ exitCode: 6, nextSteps: ['npm run --silent gc2pc -- status --watch'] });
  expect(document.findings).toContainEqual(expect.objectContaining({ id: 'V50-at-work' }));
  expect(document.findings).not.toContainEqual(expect.objectContaining({ id: 'TARGET_AHEAD' }));
  await lock.release();
  await journal.close();
  await close();
});
