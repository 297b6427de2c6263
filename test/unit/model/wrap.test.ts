import fc from 'fast-check';
import { expect, it } from 'vitest';
import { wrap } from '#src/model/wrap.ts';

it('breaks between words, and leaves a long one whole on a line of its own', () => {
  expect(wrap('save it to /a/very/long/path now', 10)).toEqual(['save it to', '/a/very/long/path', 'now']);
  expect(wrap('', 10)).toEqual(['']);
});

it('loses nothing', () => {
  fc.assert(
    fc.property(fc.array(fc.stringMatching(/^\w+$/)), fc.integer({ min: 1, max: 80 }), (words, width) => {
      expect(wrap(words.join(' '), width).join(' ')).toBe(words.join(' '));
    }),
  );
});
