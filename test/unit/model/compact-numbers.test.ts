import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GrowingInts } from '#src/model/growing-ints.ts';
import { IntMap } from '#src/model/int-map.ts';
import { IntPairs } from '#src/model/int-pairs.ts';
import { perhapsRepeated } from '#src/model/repeated.ts';

const INT = { min: -2_147_483_648, max: 2_147_483_647 };
const pair = (range: { min: number; max: number }) => fc.tuple(fc.integer(range), fc.integer(INT));

describe('IntMap', () => {
  it('answers as a Map of the same entries does, in ascending order of the keys', () => {
    const entries = fc.oneof(
      fc.array(pair(INT)),
      fc.array(pair({ min: -20, max: 20 })),
      fc.array(pair({ min: 1, max: 90 })),
    );
    fc.assert(
      fc.property(entries, fc.array(fc.integer({ min: -100, max: 100 })), (pairs, others) => {
        const like = new Map(pairs);
        const map = IntMap.of(pairs);
        expect([...map]).toEqual([...like].sort(([a], [b]) => a - b));
        expect([[...map.keys()], [...map.values()]]).toEqual([
          [...map].map(([key]) => key),
          [...map].map(([, to]) => to),
        ]);
        expect(map.size).toBe(like.size);
        for (const key of [...like.keys(), ...others])
          expect([map.get(key), map.has(key)]).toEqual([like.get(key), like.has(key)]);
      }),
    );
  });

  it('holds the value that stands for none inside', () => {
    const map = IntMap.of([
      [1, -2_147_483_648],
      [2, 7],
    ]);
    expect([map.get(1), map.has(1), map.get(2), map.has(3)]).toEqual([-2_147_483_648, true, 7, false]);
    expect([...map]).toEqual([
      [1, -2_147_483_648],
      [2, 7],
    ]);
  });
});

describe('IntPairs', () => {
  it('gives back the pairs in their order, again and again', () => {
    fc.assert(
      fc.property(fc.array(pair(INT)), (pairs) => {
        const held = new IntPairs();
        for (const [one, other] of pairs) held.push(one, other);
        expect(held.size).toBe(pairs.length);
        expect([...held]).toEqual(pairs);
        expect([...held]).toEqual(pairs);
      }),
    );
  });
});

describe('GrowingInts', () => {
  it('gives back what was pushed, over the borders of its blocks', () => {
    for (const [capacity, count] of [
      [1, 5],
      [1024, 65_536],
      [1024, 65_537],
      [70_000, 200_000],
    ] as const) {
      const ints = new GrowingInts(capacity);
      for (let at = 0; at < count; at++) ints.push(at * 7 - 3);
      expect(ints.length).toBe(count);
      expect(ints.trimmed()).toEqual(Int32Array.from({ length: count }, (_, at) => at * 7 - 3));
      expect([ints.at(0), ints.at(count - 1)]).toEqual([-3, (count - 1) * 7 - 3]);
    }
  });
});

describe('GrowingInts of few bytes', () => {
  it.each([
    ['one', 0xff],
    ['two', 0xffff],
    ['four', 0x10000],
    ['four, for one negative number,', -1],
  ])('holds blocks of %s as they were', (_bytes, odd) => {
    const ints = new GrowingInts();
    const valueAt = (at: number) => (at % 20_000 === 19_999 ? odd : at & 0x7f);
    for (let at = 0; at < 50_000; at++) ints.push(valueAt(at));
    for (let at = 0; at < 50_000; at++)
      if (ints.at(at) !== valueAt(at)) expect([at, ints.at(at)]).toEqual([at, valueAt(at)]);
    expect(ints.trimmed()).toEqual(Int32Array.from({ length: 50_000 }, (_, at) => valueAt(at)));
  });
});

describe('perhapsRepeated', () => {
  it('names every text that comes more than once', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 2 })), (texts) => {
        const comesAgain = perhapsRepeated(texts);
        for (const [at, text] of texts.entries()) if (texts.indexOf(text) !== at) expect(comesAgain(text)).toBe(true);
      }),
    );
  });

  it('names no text of a few that come once', () => {
    expect(['a', 'b', 'ab', 'ba'].filter(perhapsRepeated(['a', 'b', 'ab', 'ba']))).toEqual([]);
  });
});
