/** Writes a large document piece by piece: as one text it would take several times its size in memory. */
import { closeSync, openSync, writeSync } from 'node:fs';
import { toJson } from './document.ts';

/** Entries of a list that are written at once. */
const ENTRIES = 500;
const OWNER_ONLY = 0o600;

/** @throws Error with code EEXIST where there is such a file */
export function writeJsonFile(path: string, document: object): void {
  const file = openSync(path, 'wx', OWNER_ONLY);
  try {
    for (const piece of pieces(document)) writeSync(file, piece);
  } finally {
    closeSync(file);
  }
}

/** The text of `toJson`, in pieces. */
export function* pieces(document: object): Iterable<string> {
  const entries = Object.entries(document).filter(([, value]) => value !== undefined);
  if (entries.length === 0) {
    yield '{}\n';
    return;
  }
  let before = '{\n';
  for (const [key, value] of entries) {
    yield `${before}  ${JSON.stringify(key)}: `;
    if (Array.isArray(value) && value.length > 0) yield* list(value);
    else yield indented(toJson(value), 2);
    before = ',\n';
  }
  yield '\n}\n';
}

function* list(values: readonly unknown[]): Iterable<string> {
  for (let from = 0; from < values.length; from += ENTRIES) {
    const some = values.slice(from, from + ENTRIES).map((value) => `    ${indented(toJson(value ?? null), 4)}`);
    yield `${from === 0 ? '[' : ','}\n${some.join(',\n')}`;
  }
  yield '\n  ]';
}

function indented(text: string, spaces: number): string {
  return text.replaceAll('\n', `\n${' '.repeat(spaces)}`);
}
