import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plus, spreadOf, times } from '#src/estimate/range.ts';
import { type Round, readingCost, readingSeconds } from '#src/estimate/reading-cost.ts';
import { samplingPoints } from '#src/estimate/sampling-points.ts';
import type { RoomPlan } from '#src/model/plan.ts';

const cost = fc.double({ min: 0.001, max: 100, noNaN: true });
const size = fc.record({ queries: fc.integer({ min: 1, max: 32 }), rows: fc.integer({ min: 0, max: 20_000 }) });

function room(channelId: number, first: number, last: number, left: RoomPlan['left'] = null): RoomPlan {
  const bounds = { channelId, firstChatId: BigInt(first), lastChatId: BigInt(last) };
  return { channelId, newChannelId: left === null ? channelId : null, left, name: `room ${channelId}`, bounds };
}

describe('the spread of samples', () => {
  it('lies within the samples, in order, and does not depend on theirs', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1e9, noNaN: true }), { minLength: 1 }), (samples) => {
        const { low, likely, high } = spreadOf(samples) ?? { low: Number.NaN, likely: Number.NaN, high: Number.NaN };
        const edge = 1e-6 * Math.max(...samples);
        expect(low).toBeGreaterThanOrEqual(Math.min(...samples) - edge);
        expect(low).toBeLessThanOrEqual(likely + edge);
        expect(likely).toBeLessThanOrEqual(high + edge);
        expect(high).toBeLessThanOrEqual(Math.max(...samples) + edge);
        expect(spreadOf(samples.toReversed())).toEqual({ low, likely, high });
      }),
    );
  });

  it('is nothing where there are none, a point where there is one, and tells the percentiles of many', () => {
    expect(spreadOf([])).toBeNull();
    expect(spreadOf([7])).toEqual({ low: 7, likely: 7, high: 7 });
    expect(spreadOf([11, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10])).toEqual({ low: 2, likely: 6, high: 10 });
  });

  it('adds and scales edge by edge', () => {
    const range = { low: 1, likely: 2, high: 5 };
    expect(plus(range, range)).toEqual({ low: 2, likely: 4, high: 10 });
    expect(times(range, { low: 1, likely: 3, high: 10 })).toEqual({ low: 1, likely: 6, high: 50 });
  });
});

describe('the cost of reading', () => {
  it('is found again from rounds that were made of a cost per query and a cost per row', () => {
    fc.assert(
      fc.property(cost, cost, fc.array(size, { minLength: 2, maxLength: 40 }), (perQuery, perRow, sizes) => {
        // Two kinds of rounds, as the sampler makes them: full pages and single rows.
        const all = [...sizes, { queries: 4, rows: 8_000 }, { queries: 4, rows: 4 }];
        const rounds = all.map(({ queries, rows }) => ({ queries, rows, ms: perQuery * queries + perRow * rows }));
        const found = readingCost(rounds);
        expect(found?.msPerQuery).toBeCloseTo(perQuery, 3);
        expect(found?.msPerRow).toBeCloseTo(perRow, 3);
        expect(found?.spread.likely).toBeCloseTo(1, 3);
      }),
    );
  });

  it('is never negative and gives ranges in order, whatever the rounds', () => {
    const rounds = fc.array(
      fc.record({
        queries: fc.nat(32),
        rows: fc.nat(20_000),
        ms: fc.oneof(fc.constant(0), fc.double({ min: 0.001, max: 60_000, noNaN: true })),
      }),
    );
    fc.assert(
      fc.property(rounds, fc.nat(1e9), (some, rows) => {
        const found = readingCost(some);
        if (found === null) return;
        expect(found.msPerQuery).toBeGreaterThanOrEqual(0);
        expect(found.msPerRow).toBeGreaterThanOrEqual(0);
        const { low, likely, high } = readingSeconds(found, { queries: 33_077, rows });
        expect(low).toBeGreaterThanOrEqual(0);
        expect(low).toBeLessThanOrEqual(likely * 1.000_001);
        expect(likely).toBeLessThanOrEqual(high * 1.000_001);
      }),
    );
  });

  it('tells of a server that answers unevenly by a wider range', () => {
    const rounds = (jitter: readonly number[]): Round[] =>
      jitter.map((factor, at) => ({
        queries: 4,
        rows: at % 3 === 2 ? 4 : 8_000,
        ms: (at % 3 === 2 ? 8 : 400) * factor,
      }));
    const even = readingCost(rounds(Array(12).fill(1)));
    const uneven = readingCost(rounds([1, 3, 1, 0.5, 1, 2, 1, 1, 0.7, 2.5, 1, 1]));
    for (const factor of Object.values(even?.spread ?? { none: 0 })) expect(factor).toBeCloseTo(1, 9);
    expect((uneven?.spread.high ?? 0) - (uneven?.spread.low ?? 0)).toBeGreaterThan(1);
  });

  it('is unknown where nothing was read', () => {
    expect(readingCost([])).toBeNull();
  });
});

describe('the places that are looked into', () => {
  it('lie in rooms that are migrated, within what they hold', () => {
    const rooms = fc.array(
      fc.record({ first: fc.nat(1_000_000), length: fc.integer({ min: 1, max: 100_000 }), left: fc.boolean() }),
      { minLength: 1, maxLength: 30 },
    );
    fc.assert(
      fc.property(rooms, fc.nat(500), (some, n) => {
        const plans = some.map(({ first, length, left }, at) =>
          room(at, first, first + length - 1, left ? { why: 'skip', rule: 'x' } : null),
        );
        const point = samplingPoints(plans)?.(n);
        if (plans.every(({ left }) => left !== null)) {
          expect(point).toBeUndefined();
          return;
        }
        const bounds = point?.room.bounds;
        expect(point?.room.left).toBeNull();
        expect(point?.upTo).toBe(bounds?.lastChatId);
        expect((point?.after ?? -1n) < (bounds?.lastChatId ?? 0n)).toBe(true);
        expect(point?.after === null || (point?.after ?? 0n) >= (bounds?.firstChatId ?? 0n)).toBe(true);
      }),
    );
  });

  it('fall into rooms in proportion to their messages, from the first few on', () => {
    const at = samplingPoints([room(1, 1, 7_500), room(2, 100, 2_599)]);
    const hits = (count: number) =>
      Array.from({ length: count }, (_, n) => at?.(n).room.channelId).filter((id) => id === 1).length;
    expect(hits(4)).toBe(3);
    expect(hits(1_024)).toBe(768);
  });

  it('are none in a source without messages', () => {
    expect(samplingPoints([{ ...room(1, 1, 1), bounds: null }])).toBeNull();
  });
});
