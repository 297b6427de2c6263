import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { extrapolations } from '#bench/extrapolation.ts';
import { groupMarkdown } from '#bench/markdown.ts';
import type { Measure, Sample } from '#bench/measure.ts';
import { ratiosOf } from '#bench/ratios.ts';
import { type GroupResult, merged, type Results, writeResults } from '#bench/results.ts';

const MACHINE = { processor: 'p', cores: 2, memoryBytes: 8e9, system: 'Linux', node: '24.0.0', packages: {} };

function measure(name: string, ...samples: readonly Sample[]): Measure {
  return { name, title: `title of ${name}`, samples, unavailable: null };
}

function group(name: string, rows: number, measures: readonly Measure[]): GroupResult {
  const ratios = ratiosOf(name, measures, 'tds');
  return { name, title: name, takenAt: '2026-01-02T03:04:05.000Z', commit: 'abc', rows, rounds: 1, measures, ratios };
}

function resultsOf(...groups: readonly GroupResult[]): Results {
  return { tier: 'tds', machine: MACHINE, versions: [], groups };
}

const sample = (wallMs: number, rest: Partial<Sample> = {}): Sample => ({ wallMs, rows: 1_000_000, ...rest });

describe('results of several sessions', () => {
  let dir: string;
  let file: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'gc2pc-results-'));
    file = join(dir, 'deep', 'tds.json');
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  const names = (results: Results) => results.groups.map(({ name, measures }) => `${name} ${measures.length}`);
  const [one, other] = [measure('wire', sample(10)), measure('limit', sample(5))];

  it('keep what was measured before, and replace what was measured again', () => {
    writeResults(file, resultsOf(group('copies', 1, [one, other]), group('growth', 1, [one])));
    const again = merged(file, resultsOf(group('growth', 2, [one])));
    expect(again.groups.map(({ name, rows }) => [name, rows])).toEqual([
      ['copies', 1],
      ['growth', 2],
    ]);
  });

  it('never let a part of a group stand in for the whole', () => {
    writeResults(file, resultsOf(group('copies', 1, [one, other])));
    expect(names(merged(file, resultsOf(group('copies', 1, [one]))))).toEqual(['copies 2']);
  });

  it('begin anew where there is no file', () => {
    expect(names(merged(file, resultsOf(group('copies', 1, [one]))))).toEqual(['copies 1']);
    expect(names(merged(null, resultsOf(group('copies', 1, [one]))))).toEqual(['copies 1']);
  });
});

describe('the tables', () => {
  it('show medians, rates of the whole and of the phase, memory, goals, and what was not there', () => {
    const wire = [sample(4_000, { messagesMs: 2_000, peakRssBytes: 200e6, clientCpuMs: 3_000 })];
    const absent = { ...measure('freebcp-10k'), unavailable: 'not available: no | tool' };
    const text = groupMarkdown(
      group('copies', 1_000_000, [measure('wire', ...wire), measure('limit', sample(1_000)), absent]),
    );
    expect(text).toContain('| title of wire | 4.00 | 250,000 | 500,000 | ± 0 % | 200 | 3.0 |');
    expect(text).toContain(
      '| wire path : INSERT … SELECT inside | rate | ≥ 0.45 | 0.25 | 0.25–0.25 | 0.50 | in the phase |',
    );
    expect(text).toContain('not available: no / tool');
  });
});

describe('the extrapolation', () => {
  it('takes two sizes where there are two, and one with its phase where there is one', () => {
    const growth = group('growth', 1_000_000, [measure('wire-1x', sample(7_000)), measure('wire-10x', sample(52_000))]);
    const copies = group('copies', 1_000_000, [
      measure('wire', sample(9_000, { messagesMs: 1_000 })),
      measure('server', sample(5_000, { messagesMs: 2_000 })),
    ]);
    expect(extrapolations(resultsOf(copies, growth))).toEqual([
      { title: '`migrate`, wire path', fixedSeconds: 2, perMillion: 5, from: 'two sizes' },
      { title: '`migrate`, server path', fixedSeconds: 3, perMillion: 2, from: 'one size and its phases' },
    ]);
  });
});
