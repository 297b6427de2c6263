/**
 * Visibility and behavior by name: the number of the source is read as a name there, and the name as a number in the
 * target. Where the source's table is silent, the documented numbers speak.
 * Sources: EnumValue table (2010 lists no values; 2013: 2 private, 3 scope, 4 normal, 5 auditorium, 6 open), Node table
 * (4 normal, 5 auditorium). 2010 has no open rooms, so nothing becomes open.
 */
import type { LegacyEnumValue } from '#src/model/legacy.ts';
import type { Findings } from './findings.ts';

const MEANINGS = ['private', 'scope', 'normal', 'auditorium'] as const;
export type Meaning = (typeof MEANINGS)[number];

/** attributeID of tblEnumValue. */
const ATTRIBUTE: Readonly<Record<Meaning, number>> = { private: 1, scope: 1, normal: 2, auditorium: 2 };
const DOCUMENTED: Readonly<Record<Meaning, number>> = { private: 2, scope: 3, normal: 4, auditorium: 5 };

export interface EnumValues {
  /** Null when the number has no known meaning. */
  meaning(legacyValue: number): Meaning | null;
  /** valueID in the target. */
  target(meaning: Meaning): number;
}

export function enumValues(
  legacy: readonly LegacyEnumValue[],
  target: readonly LegacyEnumValue[],
  findings: Findings,
): EnumValues {
  const meanings = new Map<number, Meaning | null>(MEANINGS.map((meaning) => [DOCUMENTED[meaning], meaning]));
  for (const value of legacy) meanings.set(value.valueID, meaningOf(value));
  const numbers = new Map<Meaning, number>();
  for (const value of target) {
    const meaning = meaningOf(value);
    if (meaning !== null) numbers.set(meaning, value.valueID);
  }
  for (const meaning of MEANINGS) {
    if (numbers.has(meaning)) continue;
    const message = `The target has no value named ${meaning}.`;
    findings.add('P05-static-row-missing', 'block', 'tblEnumValue of the target', message);
  }
  return {
    meaning: (legacyValue) => meanings.get(legacyValue) ?? null,
    target: (meaning) => numbers.get(meaning) ?? DOCUMENTED[meaning],
  };
}

function meaningOf({ attributeID, attributeValue }: LegacyEnumValue): Meaning | null {
  const name = attributeValue.trim().toLowerCase();
  const meaning = MEANINGS.find((known) => known === name || (known === 'scope' && name === 'scoped'));
  return meaning !== undefined && ATTRIBUTE[meaning] === attributeID ? meaning : null;
}
