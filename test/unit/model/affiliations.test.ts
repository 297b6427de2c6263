import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Affiliations } from '#src/model/affiliations.ts';

/** Principals of any number with the lists that they belong to. */
const lists = fc.uniqueArray(
  fc.tuple(
    fc.integer({ min: 1, max: 100_000 }),
    fc.array(fc.integer({ min: 1, max: 200_000 }), { minLength: 1, maxLength: 600 }),
  ),
  { selector: ([principal]) => principal, maxLength: 120 },
);

function built(of: readonly (readonly [number, readonly number[]])[]): Affiliations {
  const builder = Affiliations.builder();
  for (const [principal, groups] of of) for (const group of groups) builder.add(principal, group);
  return builder.build();
}

describe('Affiliations', () => {
  it('gives each principal the list that it came with, in the same order, and nobody else one', () => {
    fc.assert(
      fc.property(lists, (unordered) => {
        const ordered = unordered.toSorted(([a], [b]) => a - b);
        const affiliations = built(ordered);
        expect(affiliations.pairs).toBe(ordered.reduce((sum, [, groups]) => sum + groups.length, 0));
        for (const [principal, groups] of ordered) expect([...affiliations.of(principal)]).toEqual(groups);
        expect([...affiliations.of(100_001)]).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });

  it('holds lists that lie over the borders of its blocks, of small numbers and of large ones', () => {
    const ordered = Array.from({ length: 400 }, (_, at): [number, number[]] => [
      at * 3 + 1,
      Array.from({ length: 250 }, (_each, place) => (at < 200 ? place : place * 1_000)),
    ]);
    const affiliations = built(ordered);
    for (const [principal, groups] of ordered) expect([...affiliations.of(principal)]).toEqual(groups);
  });

  it('knows who is within a scope: by itself, or through one of its groups', () => {
    const affiliations = built([
      [5, [5, 70, 80]],
      [6, [6]],
    ]);
    expect(affiliations.within(5, new Set([80]))).toBe(true);
    expect(affiliations.within(5, new Set([5]))).toBe(true);
    expect(affiliations.within(6, new Set([80]))).toBe(false);
    expect(affiliations.within(9, new Set([9]))).toBe(true);
    expect(affiliations.within(9, new Set([8]))).toBe(false);
  });

  it('refuses pairs that do not come in order', () => {
    const builder = Affiliations.builder();
    builder.add(2, 1);
    expect(() => builder.add(1, 1)).toThrow(RangeError);
  });
});
