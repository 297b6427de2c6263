import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Bundled, bundles } from '#src/verify/bundles.ts';
import { preRead } from '#src/verify/pre-read.ts';

type Message = readonly [channelId: number, chatId: bigint];

describe('bundles of small rooms', () => {
  it('hold every stretch once and in order, only whole small rooms that are neighbours on both sides together', async () => {
    const stretch = fc.record({
      gap: fc.nat(700),
      step: fc.integer({ min: -2, max: 3 }),
      ids: fc.nat(1_500),
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
          expect(stretches.every(({ after, upTo, ids }) => after === null && upTo === null && ids <= 500)).toBe(true);
          expect(stretches.reduce((sum, { ids }) => sum + ids, 0)).toBeLessThanOrEqual(2_000);
          const targets = stretches.map(({ numbers }) => numbers?.target ?? Number.NaN);
          expect(targets).toEqual(targets.toSorted((a, b) => a - b));
          expect(runs?.target).toEqual({ first: targets[0], last: targets.at(-1), after: null });
        }
        expect(out).toEqual(all.map(({ at }) => at));
      }),
    );
  });

  it('hand out what was read for them, and ask for everything else', async () => {
    const asked: number[] = [];
    const reader = {
      walk: () =>
        streamed([
          [
            {
              channelId: 1,
              messages: [
                [1, 1n],
                [1, 2n],
              ] as Message[],
            },
          ],
          [{ channelId: 1, messages: [[1, 5n]] as Message[] }],
        ]),
      messages: ({ channelId }: { channelId: number }) => {
        asked.push(channelId);
        return streamed([[[channelId, 9n] as Message]]);
      },
    };
    const limits = { rows: 10, bytes: 10 };
    const read = await preRead(reader, { first: 1, last: 2, after: null }, limits, (message) => message[1]);
    const ids = async (channelId: number, after: bigint | null, upTo: bigint | null) => {
      const found: bigint[] = [];
      for await (const page of read.messages({ channelId, after, upTo }, limits))
        found.push(...page.map(([, id]) => id));
      return found;
    };
    expect(await ids(1, null, null)).toEqual([1n, 2n, 5n]);
    expect(await ids(1, 1n, 4n)).toEqual([2n]);
    expect(await ids(2, null, null)).toEqual([]);
    expect(asked).toEqual([]);
    expect(await ids(3, null, null)).toEqual([9n]);
    expect(asked).toEqual([3]);
  });
});

async function* streamed<T>(items: readonly T[]): AsyncIterable<T> {
  yield* items;
}
