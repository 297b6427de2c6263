/** That the bench runs, on the tier that is always there, so that it cannot rot. No time is asserted. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Results } from '#bench/results.ts';
import '#test/support/quick-disk.ts';

const MAIN = join(import.meta.dirname, '../../bench/main.ts');
const ROWS = 20_000;
const TIMEOUT_MS = 300_000;

describe('the bench', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'gc2pc-bench-test-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const bench = (...words: string[]) =>
    promisify(execFile)(process.execPath, [MAIN, '--folder', join(folder, 'files'), ...words], {
      env: { PATH: process.env.PATH ?? '' },
      maxBuffer: 16_000_000,
    });

  it('measures the embedded peers and gc2pc on the same rows, and cleans up', { timeout: TIMEOUT_MS }, async () => {
    const out = join(folder, 'results.json');
    const groups = ['copies', 'verification', 'interrupted'];
    // Of the last group only what is not measured in another one too.
    const { stdout } = await bench(
      '--rows',
      `${ROWS}`,
      '--rounds',
      '1',
      '--out',
      out,
      '--only',
      'copies',
      'verification',
      'killed',
    );
    const results = JSON.parse(readFileSync(out, 'utf8')) as Results;
    expect(results.groups.map(({ name }) => name)).toEqual(groups);
    const measures = results.groups.flatMap((group) => group.measures);
    const told = measures
      .filter(({ samples }) => samples.length === 0)
      .map(({ name, unavailable }) => [name, unavailable]);
    expect(told.filter(([, why]) => !why?.startsWith('not available: '))).toEqual([]);
    const names = measures.filter(({ samples }) => samples.length > 0).map(({ name }) => name);
    const sure = ['limit', 'bare-1', 'knex', 'wire', 'copied', 'unchanged', 'bare-reads', 'verify'];
    expect(names).toEqual(expect.arrayContaining(sure));
    const wire = measures.find(({ name }) => name === 'wire')?.samples[0];
    expect(wire).toMatchObject({ rows: ROWS, wallMs: expect.any(Number), messagesMs: expect.any(Number) });
    expect(stdout).toContain('### Copying the messages');
    expect(stdout).toContain('wire path : INSERT … SELECT inside');
    expect(readdirSync(join(folder, 'files'))).toEqual([]);
  });

  it('refuses a measure that it does not have, and says what there is', { timeout: TIMEOUT_MS }, async () => {
    const refused = bench('--rows', '1000', '--only', 'speed');
    await expect(refused).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining('speed') });
    await expect(refused).rejects.toMatchObject({ stderr: expect.stringContaining('copies, verification') });
  });

  it('wants a server for the tier of servers', async () => {
    await expect(bench('--tier', 'tds')).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining('GC2PC_BENCH_MSSQL_URL'),
    });
  });
});
