import { describe, expect, it } from 'vitest';
import { type Course, NotAvailable } from '#bench/measure.ts';
import { ratiosOf, reaches } from '#bench/ratios.ts';
import { runRounds } from '#bench/rounds.ts';
import { median, spread } from '#bench/statistics.ts';

const LATER = Number.POSITIVE_INFINITY;

describe('rounds', () => {
  const order: string[] = [];
  const course = (name: string): Course => ({
    gives: { [name]: `title of ${name}` },
    run: async (note) => {
      order.push(name);
      if (name === 'absent') throw new NotAvailable('no such tool');
      if (name === 'broken') throw new Error('fell over');
      note(name, { wallMs: 10, rows: 5 });
    },
  });
  const run = (names: readonly string[], rest: Partial<Parameters<typeof runRounds>[0]> = {}) => {
    order.length = 0;
    const courses = names.map(course);
    return runRounds({ courses, rounds: 3, until: LATER, stop: new AbortController().signal, tell: () => {}, ...rest });
  };

  it('are interleaved, and each begins with another course', async () => {
    const measures = await run(['a', 'b', 'c']);
    expect(order.join('')).toBe('abcbcacab');
    expect(measures.map(({ samples }) => samples.length)).toEqual([3, 3, 3]);
  });

  it('go on without what is not there or falls over, which is tried once and told', async () => {
    const measures = await run(['absent', 'a', 'broken']);
    expect(order.filter((name) => name !== 'a').toSorted()).toEqual(['absent', 'broken']);
    expect(measures.map(({ unavailable, samples }) => [unavailable, samples.length])).toEqual([
      ['not available: no such tool', 0],
      [null, 3],
      ['failed: fell over', 0],
    ]);
  });

  it('end when the time is over, but not before one round', async () => {
    expect((await run(['a'], { until: 0 }))[0]?.samples).toHaveLength(1);
  });

  it('end when told to stop', async () => {
    expect((await run(['a'], { stop: AbortSignal.abort() }))[0]?.samples).toHaveLength(0);
  });
});

describe('figures', () => {
  const measure = (name: string, ...walls: readonly (readonly [wallMs: number, messagesMs?: number])[]) => ({
    name,
    title: name,
    unavailable: null,
    samples: walls.map(([wallMs, messagesMs]) => ({
      wallMs,
      rows: 100,
      ...(messagesMs === undefined ? {} : { messagesMs }),
    })),
  });

  it('are medians, with the distance of the farthest', () => {
    expect([median([3, 1, 2]), median([1, 2, 3, 4]), median([])]).toEqual([2, 2.5, Number.NaN]);
    expect(spread([90, 100, 120])).toBeCloseTo(0.2);
  });

  it('compare with the best tuning of a peer, over the whole command and over the messages alone', () => {
    const measures = [
      measure('wire', [100, 50], [110, 55], [90, 45]),
      measure('freebcp-10k', [80], [80], [80]),
      measure('freebcp-100k', [60], [50], [40]),
    ];
    const [ratio] = ratiosOf('copies', measures, 'tds');
    expect(ratio).toMatchObject({ quantity: 'rate', goal: 0.9, whole: 0.5, phase: 1 });
    expect(ratio?.range[0]).toBeCloseTo(40 / 90);
    expect(ratio?.range[1]).toBeCloseTo(0.6);
    expect(ratio && [reaches(ratio, ratio.whole), reaches(ratio, ratio.phase)]).toEqual([false, true]);
    expect(ratiosOf('copies', measures, 'sqlite')[0]?.goal).toBeNull();
  });

  it('of times are reached by being small', () => {
    const [ratio] = ratiosOf('interrupted', [measure('undisturbed', [100]), measure('killed', [104])], 'tds');
    expect(ratio).toMatchObject({ quantity: 'time', whole: 1.04 });
    expect(ratio && reaches(ratio, ratio.whole)).toBe(true);
  });
});
