import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BUNDLE_MESSAGES, type Bundled, bundles, SMALL_ROOM } from '#src/verify/bundles.ts';

describe('bundles of small rooms', () => {
  it('hold every stretch once and in order, only whole small rooms that are neighbours on both sides together', async () => {
    const stretch = fc.record({
      gap: fc.nat(700),
      step: fc.integer({ min: -2, max: 3 }),
      ids: fc.nat(6_000),
      whole: fc.boolean(),
      known: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(stretch), async (made) => {
        const gaps: number[] = [];
        let target = 0;
        const all = made.map(({ gap, step, ids, whole, known }, at): Bundled & { at: number } => {
          gaps.push(gap);
          target += step;
          const numbers = known ? { source: at, target } : null;
          return { at, numbers, ids, after: whole ? null : 1n, upTo: null };
        });
        const between = {
          source: (from: number, to: number) => (to === from + 1 ? (gaps[to] ?? 0) : Number.POSITIVE_INFINITY),
          target: (from: number, to: number) => (to > from ? 0 : Number.POSITIVE_INFINITY),
        };
        const out: number[] = [];
        for await (const { stretches, runs } of bundles(streamed(all), between)) {
          out.push(...stretches.map(({ at }) => at));
          expect(runs === null).toBe(stretches.length === 1);
          if (stretches.length < 2) continue;
          expect(stretches.every(({ after, upTo, ids }) => after === null && upTo === null && ids <= SMALL_ROOM)).toBe(
            true,
          );
          expect(stretches.reduce((sum, { ids }) => sum + ids, 0)).toBeLessThanOrEqual(BUNDLE_MESSAGES);
          const targets = stretches.map(({ numbers }) => numbers?.target ?? Number.NaN);
          expect(targets).toEqual(targets.toSorted((a, b) => a - b));
          expect(runs?.target).toEqual({ first: targets[0], last: targets.at(-1), after: null });
        }
        expect(out).toEqual(all.map(({ at }) => at));
      }),
    );
  });
});

async function* streamed<T>(items: readonly T[]): AsyncIterable<T> {
  yield* items;
}
