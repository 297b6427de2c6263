/** The verbs in order, through the real command line, on both engines. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { cli, cliJson, environmentOf } from '#test/support/cli.ts';
import { forEachEngine, type TestDatabases } from '#test/support/engines.ts';

const SMALL = ['--scale', '0.05', '--messages', '400'];

interface Count {
  readonly read: number;
  readonly written: number;
  readonly skipped: number;
  readonly rejected: number;
}

forEachEngine('the command line', (engine) => {
  let databases: TestDatabases;
  beforeEach(async () => {
    databases = await engine.fresh('cli');
  });
  afterEach(() => databases.dispose());

  const run = (...words: string[]) => cliJson(words, { folder: databases.dir, environment: environmentOf(databases) });
  const workDir = () => join(databases.dir, '.gc2pc');

  const sizes = ['small', 'nasty'];
  it.each(sizes)('takes %s from fixture to verified report', { timeout: 300_000 }, async (size) => {
    const fixture = await run('fixture', 'create', '--size', size, ...SMALL);
    expect(fixture.document).toMatchObject({ verb: 'fixture create', ok: true, nextSteps: [/plan/] });

    const plan = await run('plan');
    expect(plan.document).toMatchObject({ verb: 'plan', planHash: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(plan.document.changes).toContainEqual(expect.objectContaining({ kind: 'room', notes: expect.any(Array) }));

    const dry = await run('migrate', '--dry-run');
    expect(dry.document).toMatchObject({ dryRun: true, exitCode: plan.document.exitCode });
    expect((await run('status')).document).toMatchObject({ phase: 'none', verification: 'unverified' });

    const migrate = await run('migrate');
    const rejects = size === 'nasty';
    expect(migrate.document).toMatchObject({ exitCode: rejects ? 5 : 0, resumed: false });
    expect(dry.document.counts).toEqual(migrate.document.counts);
    for (const count of Object.values(migrate.document.counts as Record<string, Count>)) {
      expect(count.read).toBe(count.written + count.skipped + count.rejected);
    }
    expect(migrate.document.rejectFile === null).toBe(!rejects);

    const verify = await run('verify');
    expect(verify.document).toMatchObject({ exitCode: 0, verdict: 'verified', differences: [] });

    const again = await run('migrate');
    expect(again.document).toMatchObject({ resumed: true, counts: migrate.document.counts, rowsMoved: 0 });
    expect((await run('status')).document).toMatchObject({ phase: 'loaded', verification: 'verified' });

    const report = await run('report');
    const html = readFileSync(report.document.reportFile as string, 'utf8');
    expect(html).toContain('Verified');
    expect(html).not.toContain('<strong class="bad">no</strong>');
    expect(JSON.parse(readFileSync(report.document.reportJson as string, 'utf8'))).toMatchObject({
      verdict: { word: 'Verified' },
    });
  });

  it('refuses to build fixtures where there is something already', async () => {
    await run('fixture', 'create', ...SMALL);
    const second = await run('fixture', 'create', ...SMALL);
    expect(second.document.ok).toBe(false);
    expect(second.document.findings[0]?.id).toBe('FIXTURE_DATABASE_NOT_EMPTY');
  });

  it('has nothing to verify or report before the first migration', async () => {
    await run('fixture', 'create', ...SMALL);
    expect((await run('verify')).document).toMatchObject({ exitCode: 3, findings: [{ id: 'NOTHING_TO_VERIFY' }] });
    expect((await run('report')).document).toMatchObject({ exitCode: 3, findings: [{ id: 'NOTHING_TO_REPORT' }] });
  });

  it('refuses one database as source and target', async () => {
    await run('fixture', 'create', ...SMALL);
    const environment = { ...environmentOf(databases), GC2PC_TARGET_URL: databases.sourceUrl };
    const { document } = await cliJson(['migrate'], { folder: databases.dir, environment });
    expect(document.exitCode).toBe(3);
  });

  it('keeps its files to the user who runs it, and no message text in them', async () => {
    await run('fixture', 'create', ...SMALL);
    await run('migrate');
    expect(statSync(workDir()).mode & 0o777).toBe(0o700);
    const logs = readdirSync(join(workDir(), 'logs'));
    for (const log of logs) {
      expect(statSync(join(workDir(), 'logs', log)).mode & 0o077).toBe(0);
      const lines = readFileSync(join(workDir(), 'logs', log), 'utf8')
        .trim()
        .split('\n');
      for (const line of lines) expect(Object.keys(JSON.parse(line))).not.toContain('content');
    }
    expect(logs.length).toBeGreaterThanOrEqual(2);
  });

  it('writes nothing at all in a dry run, not even a log', async () => {
    await run('fixture', 'create', ...SMALL);
    const folder = join(databases.dir, 'other');
    const dry = await run('migrate', '--dry-run', '--work-dir', folder);
    expect(dry.document.ok).toBe(true);
    expect(existsSync(folder)).toBe(false);
  });

  it('stops at a batch boundary when told to, and goes on with the same command', { timeout: 300_000 }, async () => {
    await run('fixture', 'create', '--scale', '0.05', '--messages', '5000');
    const stopped = await cli(['migrate', '--json'], {
      folder: databases.dir,
      environment: {
        ...environmentOf(databases),
        GC2PC_LOAD_BATCH_ROWS: '50',
        GC2PC_LOAD_CONCURRENCY: '1',
        NODE_ENV: 'test',
        GC2PC_TEST_INTERRUPT: 'batch:committed@5!SIGINT',
      },
    });
    expect(JSON.parse(stopped.stdout)).toMatchObject({ exitCode: 4, ok: false, nextSteps: [/migrate/] });
    expect(stopped.code).toBe(4);
    expect((await run('status')).document).toMatchObject({ verification: 'unverified', runningOn: null });
    expect((await run('migrate')).document).toMatchObject({ exitCode: 0, resumed: true });
    expect((await run('verify')).document).toMatchObject({ verdict: 'verified' });
  });
});
