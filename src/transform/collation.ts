/**
 * Whether the target would take two names for the same: a model of SQL Server's and SQLite's collations, told from the
 * collation's name. Where it is not exact it calls names equal rather than different, so that a clash is never missed.
 * Sources: "Collation and Unicode support" (SQL Server), "Datatypes in SQLite", section collating sequences.
 */
export interface Collation {
  readonly name: string;
  /** False when the name says nothing; then names are compared without regard to case. */
  readonly known: boolean;
  /** Two texts are equal under the collation if and only if their keys are. */
  key(text: string): string;
}

interface Traits {
  readonly ignoreCase: boolean;
  readonly ignoreAccents: boolean;
  readonly ignoreKana: boolean;
  readonly ignoreWidth: boolean;
  readonly locale: 'tr' | 'en';
}

export function collationNamed(name: string): Collation {
  const upper = name.toUpperCase();
  // SQLite tells trailing spaces apart, SQL Server never does: a rehearsal must find what the real server would.
  if (upper === 'BINARY' || upper === 'RTRIM') return { name, known: true, key: withoutTrailingSpaces };
  if (upper === 'NOCASE') return { name, known: true, key: (text) => asciiLower(withoutTrailingSpaces(text)) };
  const parts = new Set(upper.split('_'));
  if (parts.has('BIN') || parts.has('BIN2')) return { name, known: true, key: withoutTrailingSpaces };
  const known = parts.has('CI') || parts.has('CS');
  const traits: Traits = {
    ignoreCase: !parts.has('CS'),
    ignoreAccents: parts.has('AI'),
    ignoreKana: !parts.has('KS'),
    ignoreWidth: !parts.has('WS'),
    locale: upper.startsWith('TURKISH') || upper.startsWith('AZERI') ? 'tr' : 'en',
  };
  return { name, known, key: (text) => linguisticKey(text, traits) };
}

const PLAIN = /^[\x20-\x7e]*$/;

function linguisticKey(text: string, traits: Traits): string {
  let key = withoutTrailingSpaces(text);
  if (!PLAIN.test(key)) {
    if (traits.ignoreWidth) key = key.replace(/[\uff00-\uffef]+/g, (wide) => wide.normalize('NFKC'));
    key = key.normalize('NFD').replace(/[ßæÆœŒ]/g, (letter) => EXPANSIONS[letter] ?? letter);
    if (traits.ignoreKana) key = key.replace(/[\u30a1-\u30f6]/g, toHiragana);
    if (traits.ignoreAccents) key = key.replace(/\p{Mn}+/gu, '');
    // Characters without weight: SQL Server passes over NUL, soft hyphens and the invisible joiners of words.
    key = key.replace(/[\0\u00ad\u200b-\u200d\u2060\ufeff]/g, '');
  }
  // Upper first: it joins the final sigma and its like with their other form.
  return traits.ignoreCase ? key.toLocaleUpperCase(traits.locale).toLocaleLowerCase(traits.locale) : key;
}

/** Two letters that are written as one count as two in the Latin collations. */
const EXPANSIONS: Readonly<Record<string, string>> = { ß: 'ss', æ: 'ae', Æ: 'AE', œ: 'oe', Œ: 'OE' };

/** Katakana stand 0x60 above the same Hiragana. */
function toHiragana(katakana: string): string {
  return String.fromCharCode(katakana.charCodeAt(0) - 0x60);
}

/** SQL Server pads the shorter side with spaces, binary collations included. */
function withoutTrailingSpaces(text: string): string {
  return text.replace(/ +$/, '');
}

/** NOCASE of SQLite knows the 26 letters of ASCII alone. */
function asciiLower(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
