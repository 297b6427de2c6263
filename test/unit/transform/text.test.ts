import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commonName } from '#src/transform/common-name.ts';
import { cut } from '#src/transform/text.ts';

describe('cutting a text', () => {
  it.each([
    ['abc', 3, 'abc'],
    ['abcd', 3, 'abc'],
    ['ab😀', 3, 'ab'],
    ['ab😀', 4, 'ab😀'],
    ['ab👩‍🚀cd', 5, 'ab'],
    ['ab👩‍🚀cd', 7, 'ab👩‍🚀'],
    ['a🇩🇪', 3, 'a'],
    ['ae\u0301x', 2, 'a'],
    ['😀', 1, ''],
    ['x', 0, ''],
  ])('%j to %i units is %j', (text, units, expected) => {
    expect(cut(text, units)).toBe(expected);
  });

  it('cuts a pile of accents between code points rather than to nothing', () => {
    expect(cut(`a${'\u0301'.repeat(300)}`, 256)).toHaveLength(256);
  });

  it('never exceeds the limit, changes the beginning, or leaves half a character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), fc.nat(45), (text, units) => {
        const short = cut(text, units);
        expect(short.length).toBeLessThanOrEqual(units);
        expect(text.startsWith(short)).toBe(true);
        expect(short.isWellFormed()).toBe(true);
      }),
    );
  });
});

describe('the common name', () => {
  it.each([
    ['CN=Jane Doe,OU=Staff,DC=contoso,DC=com', 'Jane Doe'],
    ['cn=Doe\\, Jane,DC=contoso', 'Doe, Jane'],
    ['CN=J\\C3\\BCrgen,DC=contoso', 'Jürgen'],
    ['CN=Only', 'Only'],
    ['OU=Staff,DC=contoso', null],
    [null, null],
  ])('of %j is %j', (dn, expected) => {
    expect(commonName(dn)).toBe(expected);
  });
});
