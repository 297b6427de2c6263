import '#test/support/quick-disk.ts';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Estimate } from '#src/commands/plan-estimate.ts';
import { type CliDocument, cli, cliJson, environmentOf } from '#test/support/cli.ts';
import { forEachEngine, type TestDatabases } from '#test/support/engines.ts';

const MESSAGES = 2_500;
const SAMPLE = ['plan', '--estimate', '--sample-seconds', '2'];

forEachEngine('gc2pc plan --estimate', (engine) => {
  let databases: TestDatabases;
  const run = async (words: readonly string[]) => {
    const { document } = await cliJson(words, { folder: databases.dir, environment: environmentOf(databases) });
    return document as CliDocument & { readonly estimate: Estimate };
  };
  const phase = ({ phases }: Estimate, name: string) => phases.find((each) => each.phase === name);

  beforeAll(async () => {
    databases = await engine.fresh('estimate');
    await run(['fixture', 'create', '--size', 'small', '--scale', '0.05']);
  }, 300_000);
  afterAll(() => databases?.dispose());

  it('samples the source, writes to no server, and says that writing was not measured', async () => {
    const { estimate, exitCode, findings, counts } = await run(SAMPLE);
    expect(exitCode).toBe(0);
    expect((counts as { messages: { written: number } }).messages.written).toBe(MESSAGES);
    expect(estimate.phases.map(({ phase: name }) => name)).toEqual([
      'prepare',
      'structure',
      'messages',
      'counters',
      'verify',
      'finalDelta',
      'cutover',
    ]);
    expect(phase(estimate, 'messages')?.basis).toBe('assumed');
    expect(phase(estimate, 'verify')?.basis).toBe('sampled');
    expect(findings.map(({ id }) => id)).toContain('E03-rate-not-measured');
    expect(estimate.window).toEqual({ hours: null, fits: null });
    expect(estimate.sampled.messages).toBeGreaterThan(0);
    expect(estimate.sampled.contentBytes).toBeGreaterThan(0);
    const { low, likely, high } = estimate.targetBytes.data;
    // The texts alone are less than the pages that hold them, and pages are at least half full.
    const texts = MESSAGES * (estimate.sampled.contentBytes ?? 0);
    expect(low).toBeGreaterThan(texts);
    expect(likely).toBeGreaterThan(low);
    expect(high).toBeLessThan(20 * texts);
    const journal = await databases.openJournalReader();
    expect(await journal.port.exists()).toBe(false);
    await journal.close();
    const target = await databases.openTargetReader();
    expect(await target.port.bounds()).toEqual([]);
    await target.close();
  }, 300_000);

  it('warns of a window that is too short, in words, in the report and in the document', async () => {
    const file = join(databases.dir, 'narrow.yaml');
    writeFileSync(file, 'window:\n  hours: 0.001\n');
    const { estimate, findings, exitCode, reportJson } = await run([...SAMPLE, '--config', file]);
    expect(exitCode).toBe(0);
    expect(estimate.window).toEqual({ hours: 0.001, fits: false });
    expect(findings.find(({ id }) => id === 'E01-does-not-fit-window')?.hint).toContain('gc2pc -- migrate');
    expect(readFileSync(String(reportJson), 'utf8')).toContain('It does NOT fit the window');
    const { stdout } = await cli([...SAMPLE, '--config', file], {
      folder: databases.dir,
      environment: environmentOf(databases),
    });
    expect(stdout).toMatch(/load messages .* NOT MEASURED/);
    expect(stdout).toContain('It does NOT fit the window of');
  }, 300_000);

  it('takes the rates of earlier runs against this server once there are any', async () => {
    const migrated = await run(['migrate']);
    expect(migrated.exitCode).toBe(0);
    // Beside the time that it took: what was foreseen.
    const foreseen = migrated.estimated as { low: number; high: number };
    expect(foreseen.low).toBeGreaterThan(0);
    expect(foreseen.high).toBeGreaterThan(foreseen.low);
    expect(migrated.durationMs).toBeGreaterThan(0);
    expect((await run(['verify'])).exitCode).toBe(0);
    expect((await run(['migrate'])).estimated).toBeNull();
    const file = join(databases.dir, 'wide.yaml');
    writeFileSync(file, 'window:\n  from: 2014-03-01T18:00Z\n  to: 2014-03-03T18:00Z\n');
    const { estimate, findings } = await run([...SAMPLE, '--config', file]);
    expect(phase(estimate, 'messages')).toMatchObject({
      basis: 'measured',
      from: expect.stringContaining('one earlier'),
    });
    expect(phase(estimate, 'verify')?.basis).toBe('measured');
    expect(findings.map(({ id }) => id)).not.toContain('E03-rate-not-measured');
    expect(estimate.window).toEqual({ hours: 48, fits: true });
  }, 300_000);

  it('refuses a time to sample without a wish to sample', async () => {
    expect((await run(['plan', '--sample-seconds', '2'])).exitCode).toBe(2);
  }, 300_000);
});
