/** What Ctrl-C and a service manager's stop do to a migration: it ends early, and never differently. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { cliJson, environmentOf, startCli } from '#test/support/cli.ts';
import { SQLITE, type TestDatabases } from '#test/support/engines.ts';

let databases: TestDatabases;
beforeEach(async () => {
  databases = await SQLITE.fresh('signals');
  expect((await run({}, 'fixture', 'create', '--scale', '0.05', '--messages', '2000')).code).toBe(0);
});
afterEach(() => databases.dispose());

function run(environment: Record<string, string>, ...words: string[]) {
  return cliJson(words, {
    folder: databases.dir,
    environment: {
      ...environmentOf(databases),
      GC2PC_LOAD_BATCH_ROWS: '50',
      GC2PC_LOAD_CONCURRENCY: '1',
      ...environment,
    },
  });
}

async function goesOnToTheEnd(): Promise<void> {
  expect((await run({}, 'migrate')).document).toMatchObject({ exitCode: 0, resumed: true });
  expect((await run({}, 'verify')).document).toMatchObject({ exitCode: 0, verdict: 'verified' });
}

it.each(['SIGINT', 'SIGTERM'])('a first %s lets the batch end, and the same command goes on', async (signal) => {
  const point = `batch:before-write@6!${signal}`;
  const stopped = await run({ NODE_ENV: 'test', GC2PC_TEST_INTERRUPT: point }, 'migrate');
  expect(stopped.document).toMatchObject({
    exitCode: 4,
    ok: false,
    nextSteps: [expect.stringMatching(/gc2pc -- migrate/)],
  });
  expect(stopped.stderr).toContain(`${signal}: stopping at the next safe point`);
  expect(stopped.document.rowsMoved).toBeGreaterThan(0);
  await goesOnToTheEnd();
});

it('a second one ends at once, in the middle of a batch that leaves nothing', async () => {
  const point = 'batch:before-commit@6!SIGINT!SIGINT';
  const stopped = await run({ NODE_ENV: 'test', GC2PC_TEST_INTERRUPT: point }, 'migrate');
  expect(stopped.document).toMatchObject({
    exitCode: 4,
    error: { code: 'STOPPED', hint: expect.stringContaining('same command') },
  });
  expect(stopped.document).not.toHaveProperty('counts');
  await goesOnToTheEnd();
});

it.each(['SIGINT', 'SIGTERM', 'SIGHUP'])(
  'a %s that comes while gc2pc is still being loaded is heard',
  async (signal) => {
    const hook = `import { registerHooks } from 'node:module';
    registerHooks({
      resolve(name, context, next) {
        if (name.endsWith('/run.ts')) process.kill(process.pid, '${signal}');
        return next(name, context);
      },
    });`;
    const early = { NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(hook)}` };
    expect((await run(early, 'plan')).document).toMatchObject({ exitCode: 4, error: { code: 'STOPPED' } });
  },
);

it('a fixture that is stopped does not claim that the same command goes on', async () => {
  const source = join(databases.dir, 'begun.sqlite');
  const running = startCli(['fixture', 'create', '--messages', '5000000'], {
    folder: databases.dir,
    environment: { GC2PC_SOURCE_URL: `sqlite:${source}`, GC2PC_TARGET_URL: 'sqlite:new.sqlite' },
  });
  await expect.poll(() => existsSync(source), { timeout: 30_000 }).toBe(true);
  running.signal('SIGINT');
  const { code, stderr } = await running.ended;
  expect(code).toBe(4);
  expect(stderr).toContain('hint: Remove what was made of the two databases');
});
