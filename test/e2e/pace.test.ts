/** A load that is held up, as an operator holds it up: files, a probe, another terminal that asks for the status. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type CliOptions, cliJson, environmentOf, startCli } from '#test/support/cli.ts';
import { SQLITE, type TestDatabases } from '#test/support/engines.ts';
import { change, createWorld } from '#test/support/small-world.ts';

const TIMEOUT_MS = 120_000;

let databases: TestDatabases;
beforeEach(async () => {
  databases = await SQLITE.fresh('e2e-pace');
  await createWorld(databases);
});
afterEach(() => databases.dispose());

function options(environment: Record<string, string> = {}): CliOptions {
  return { folder: databases.dir, environment: { ...environmentOf(databases), ...environment } };
}

it('waits for the pause file, tells both terminals why, and goes on without it', { timeout: TIMEOUT_MS }, async () => {
  const pause = join(databases.dir, 'halt');
  writeFileSync(pause, '');
  const held = options({ GC2PC_LOAD_PAUSE_FILE: 'halt' });
  const migrate = startCli(['migrate', '--json'], held);
  await migrate.says(/Waiting: the pause file halt exists \(load\.pauseFile\)\./);

  const status = await cliJson(['status'], held);
  expect(status.document).toMatchObject({ waiting: 'the pause file halt exists (load.pauseFile)' });
  rmSync(pause);

  const { code, stderr } = await migrate.ended;
  expect(stderr).toContain('Nothing holds the load up any more.');
  expect(code).toBe(5);
  expect((await cliJson(['status'], held)).document).toMatchObject({ waiting: null, phase: 'loaded' });
});

it('stops at once while it waits, and says how to go on', { timeout: TIMEOUT_MS }, async () => {
  writeFileSync(join(databases.dir, 'halt'), '');
  const migrate = startCli(['migrate', '--json'], options({ GC2PC_LOAD_PAUSE_FILE: 'halt' }));
  await migrate.says(/Waiting/);
  migrate.signal('SIGINT');

  expect((await migrate.ended).code).toBe(4);
});

it('reads control.yaml in the work directory, and reports what is wrong in it', { timeout: TIMEOUT_MS }, async () => {
  const workDir = join(databases.dir, '.gc2pc');
  mkdirSync(workDir, { mode: 0o700 });
  writeFileSync(join(workDir, 'control.yaml'), 'concurrency: 2\nmaxRowsPerSecond: 100000\n');
  const first = startCli(['migrate'], options());
  expect((await first.ended).stderr).toContain('control.yaml: 2 streams, at most 100,000 rows a second');

  // A pass that finds nothing changed loads nothing, so it asks for no streams.
  await change(databases, 'source', 'DELETE FROM tblPrincipalInvites WHERE prinID = 13');
  writeFileSync(join(workDir, 'control.yaml'), 'concurrency: many\n');
  const second = startCli(['migrate'], options());
  expect((await second.ended).stderr).toContain('control.yaml concurrency must be a whole number from 1 to 32');
});

it('asks the probe of the source, and refuses one that is none', { timeout: TIMEOUT_MS }, async () => {
  const probe = (query: string) => options({ GC2PC_LOAD_PROBE_QUERY: query, GC2PC_LOAD_PROBE_ABOVE: '3' });
  const refused = await cliJson(['migrate'], probe('DELETE FROM tblNode'));
  expect(refused.document).toMatchObject({ exitCode: 2, error: { code: 'PROBE_UNUSABLE' } });

  const busy = startCli(['migrate', '--json'], probe('SELECT 4'));
  await busy.says(/Waiting: the probe of the source says 4, more than 3 \(load\.probe\)\./);
  busy.signal('SIGINT');
  expect((await busy.ended).code).toBe(4);

  expect((await cliJson(['migrate'], probe('SELECT 3'))).document).toMatchObject({ exitCode: 5 });
});
