/** `migrate --follow`: a source that goes on living is followed until the run is told to stop. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type CliDocument, cliJson, environmentOf, startCli } from '#test/support/cli.ts';
import { SQLITE, type TestDatabases } from '#test/support/engines.ts';
import { createLivingWorld } from '#test/support/living-source.ts';
import { addMessages, change, messagesOf } from '#test/support/small-world.ts';

let databases: TestDatabases;
let environment: Record<string, string>;
beforeEach(async () => {
  databases = await SQLITE.fresh('follow');
  environment = { ...environmentOf(databases), GC2PC_FOLLOW_INTERVAL_SECONDS: '1' };
  await createLivingWorld(databases);
});
afterEach(() => databases.dispose());

function follow() {
  return startCli(['migrate', '--follow', '--json'], { folder: databases.dir, environment });
}

function run(...words: string[]) {
  return cliJson(words, { folder: databases.dir, environment });
}

async function documentOf(ended: Promise<{ stdout: string }>): Promise<CliDocument> {
  return JSON.parse((await ended).stdout) as CliDocument;
}

it('carries over what changes, pass by pass, tells how far behind it is, and ends with one document', async () => {
  const following = follow();
  await following.says(/Pass 1, .*nothing has come since/);
  await addMessages(databases, messagesOf(105, 4, 7));
  await change(databases, 'source', `UPDATE tblChat SET content = 'mended' WHERE channelID = 104 AND chatID = 80`);
  await following.says(/messages: 7 inserted, 1 updated|messages: 7 inserted; .*\n.*messages: 1 updated/);

  const { document } = await run('status');
  expect(document).toMatchObject({ follow: { messagesBehind: 0, trouble: null }, runningOn: expect.anything() });
  expect((document.follow as { passes: number }).passes).toBeGreaterThan(1);
  expect((await run('migrate')).document).toMatchObject({ exitCode: 9, error: { code: 'LOCK_HELD' } });

  await change(databases, 'source', `UPDATE tblNode SET nodeName = 'Renamed' WHERE nodeID = 103`);
  await following.says(/nodes: 1 updated/);
  following.signal('SIGTERM');
  const { code, stdout } = await following.ended;
  const end = JSON.parse(stdout) as CliDocument;
  expect(code).toBe(end.exitCode);
  // Messages of a room without a row are rejected, as ever.
  expect(end).toMatchObject({ exitCode: 5, verb: 'migrate', follow: { trouble: null } });
  expect((await run('migrate')).document).toMatchObject({ exitCode: 5 });
  expect((await run('verify')).document).toMatchObject({ verdict: 'verified' });
  expect((await run('status')).document).toMatchObject({ runningOn: null, phase: 'loaded' });
}, 120_000);

it('stopped in the middle of its first pass, says that it is not complete, and goes on when asked again', async () => {
  const stopped = await cliJson(['migrate', '--follow'], {
    folder: databases.dir,
    environment: { ...environment, NODE_ENV: 'test', GC2PC_TEST_INTERRUPT: 'batch:committed@4!SIGINT' },
  });
  expect(stopped.document).toMatchObject({ exitCode: 4, follow: { passes: 0, copiedUntil: null } });

  const following = follow();
  await following.says(/Pass 1/);
  following.signal('SIGINT');
  expect(await documentOf(following.ended)).toMatchObject({ exitCode: 5, follow: { passes: expect.any(Number) } });
  expect((await run('verify')).document).toMatchObject({ verdict: 'verified' });
}, 60_000);

it('makes one pass in a dry run, and says so', async () => {
  expect((await run('migrate', '--follow', '--dry-run')).document).toMatchObject({ exitCode: 2 });
});
