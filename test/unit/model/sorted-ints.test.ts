import fc from 'fast-check';
import { expect, test } from 'vitest';
import { placeIn } from '#src/model/sorted-ints.ts';

test('a value is found where it stands, and one that is not in the list nowhere', () => {
  const lists = fc.uniqueArray(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), { maxLength: 40 });
  fc.assert(
    fc.property(lists, fc.integer({ min: -50, max: 50 }), (list, other) => {
      const sorted = Int32Array.from(list).sort();
      for (const [at, value] of sorted.entries()) expect(placeIn(sorted, value)).toBe(at);
      expect(placeIn(sorted, other)).toBe(sorted.indexOf(other));
    }),
  );
});
