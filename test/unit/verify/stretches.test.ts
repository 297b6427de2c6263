/** Rooms in stretches: nothing is left out, nothing is read twice, and what is known is not read. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type MessageMark, markRangeEnd } from '#src/model/marks-port.ts';
import type { ChatRange } from '#src/verify/room-sides.ts';
import { stretchesOf, stretchesToRead } from '#src/verify/stretches.ts';

function marks(ends: readonly bigint[], rows = 8_192): ReadonlyMap<bigint, MessageMark> {
  return new Map(ends.map((upTo) => [upTo, { channelId: 1, upTo, rows, last: upTo, mark: '' }]));
}

const end = (range: number): bigint => BigInt(range) * 8_192n + 8_191n;

function holds({ after, upTo }: ChatRange, id: bigint): boolean {
  return (after === null || id > after) && (upTo === null || id <= upTo);
}

test('a large room is cut into stretches of about 65,536 messages that follow each other', () => {
  const ends = Array.from({ length: 20 }, (_, range) => end(range));
  expect(stretchesToRead(marks(ends), marks(ends), () => false)).toEqual([
    { after: null, upTo: end(7) },
    { after: end(7), upTo: end(15) },
    { after: end(15), upTo: null },
  ]);
});

test('a room without any range has no stretch, and one that is known whole neither', () => {
  expect(stretchesToRead(marks([]), marks([]), () => false)).toEqual([]);
  expect(stretchesToRead(marks([end(1)]), marks([end(1)]), () => true)).toEqual([]);
});

test('every id of a range that is not known is read exactly once, no id of a known range is', () => {
  const ranges = fc.uniqueArray(fc.integer({ min: -20, max: 20 }), { maxLength: 25 });
  fc.assert(
    fc.property(ranges, ranges, ranges, (source, target, known) => {
      const isKnown = new Set(known.map(end));
      const stretches = stretchesToRead(marks(source.map(end)), marks(target.map(end)), (upTo) => isKnown.has(upTo));
      for (const range of new Set([...source, ...target])) {
        for (const id of [end(range) - 8_191n, end(range)]) {
          const times = stretches.filter((stretch) => holds(stretch, id)).length;
          expect(times).toBe(isKnown.has(end(range)) ? 0 : 1);
        }
      }
    }),
  );
});

test('a whole room is cut by its ids so that every id is read exactly once, however wide its gaps', () => {
  const id = fc.oneof(fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n), fc.bigInt(0n, 1_000_000n));
  fc.assert(
    fc.property(id, id, id, (a, b, any) => {
      const [firstChatId, lastChatId] = a < b ? [a, b] : [b, a];
      const stretches = stretchesOf({ channelId: 1, firstChatId, lastChatId });
      expect(stretches.length).toBeLessThanOrEqual(1_026);
      expect(stretches.filter((stretch) => holds(stretch, any))).toHaveLength(1);
      for (const { upTo } of stretches) if (upTo !== null) expect(markRangeEnd(upTo)).toBe(upTo);
    }),
  );
  expect(stretchesOf(null)).toEqual([{ after: null, upTo: null }]);
});
