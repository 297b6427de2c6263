import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { collationNamed } from '#src/transform/collation.ts';

const CI_AS = 'SQL_Latin1_General_CP1_CI_AS';

function same(collation: string, a: string, b: string): boolean {
  const { key } = collationNamed(collation);
  return key(a) === key(b);
}

describe('names under a collation', () => {
  it.each([
    [CI_AS, 'Trading', 'TRADING', true],
    [CI_AS, 'Café', 'Cafe', false],
    [CI_AS, 'Café', 'CAFÉ', true],
    [CI_AS, 'Cafe\u0301', 'Café', true],
    [CI_AS, 'Trading', 'Trading   ', true],
    [CI_AS, 'Trading', '  Trading', false],
    [CI_AS, 'Straße', 'STRASSE', true],
    [CI_AS, 'ガント', 'がんと', true],
    [CI_AS, 'ＡＢＣ', 'abc', true],
    ['Latin1_General_CI_AI', 'Café', 'cafe', true],
    ['Latin1_General_CS_AS', 'Trading', 'trading', false],
    ['Latin1_General_CS_AS', 'Trading', 'Trading ', true],
    ['Latin1_General_CS_AI', 'Café', 'Cafe', true],
    ['Japanese_CI_AS_KS_WS', 'ガント', 'がんと', false],
    ['Japanese_CI_AS_KS_WS', 'ＡＢＣ', 'abc', false],
    ['Latin1_General_BIN2', 'Trading', 'trading', false],
    ['Latin1_General_BIN', 'Trading', 'Trading ', true],
    ['Turkish_CI_AS', 'TITLE', 'title', false],
    ['Turkish_CI_AS', 'TITLE', 'tıtle', true],
    ['NOCASE', 'Trading', 'TRADING', true],
    ['NOCASE', 'Ä', 'ä', false],
    ['NOCASE', 'Trading', 'Trading ', true],
    ['BINARY', 'a', 'A', false],
    ['BINARY', 'a', 'a ', true],
    ['RTRIM', 'a', 'a ', true],
  ])('%s: %j and %j', (collation, a, b, expected) => {
    expect(same(collation, a, b)).toBe(expected);
  });

  it('says when it does not know the collation, and then ignores case', () => {
    expect(collationNamed('Klingon').known).toBe(false);
    expect(same('Klingon', 'a', 'A')).toBe(true);
    expect(collationNamed('sql_latin1_general_cp1_ci_as').known).toBe(true);
  });

  it('finds every text equal to itself in other case and with spaces behind', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(same(CI_AS, text, `${text}  `)).toBe(true);
        expect(same(CI_AS, text.toLowerCase(), text.toLowerCase().toUpperCase())).toBe(true);
      }),
    );
  });
});
