/** Writes a large document piece by piece: as one text it would take several times its size in memory. */
import { closeSync, openSync, rmSync, writeFileSync } from 'node:fs';
import type { RowList } from '#src/model/row-list.ts';
import { toJson } from './document.ts';

/** Entries of a list that are written at once: the runtime keeps a longer text until it looks at everything. */
const ENTRIES = 100;
/** All pieces go through the same bytes: a buffer for each would stay until the runtime looks for it. */
const ROOM_BYTES = 64 * 1024;
const OWNER_ONLY = 0o600;

/** @throws Error with code EEXIST where there is such a file */
export function writeJsonFile(path: string, document: object): void {
  writePieces(path, pieces(document));
}

/** @throws Error with code EEXIST where there is such a file */
export function writePieces(path: string, text: Iterable<string>): void {
  const file = openSync(path, 'wx', OWNER_ONLY);
  let whole = false;
  try {
    const encoder = new TextEncoder();
    const room = new Uint8Array(ROOM_BYTES);
    for (const piece of text) {
      for (let rest = piece; rest !== ''; ) {
        const { read, written } = encoder.encodeInto(rest, room);
        // Goes on after a short write, which is how a disk begins to be full.
        writeFileSync(file, room.subarray(0, written));
        rest = rest.slice(read);
      }
    }
    whole = true;
  } finally {
    closeSync(file);
    // Nobody shall take the half of a report for a report.
    if (!whole) rmSync(path, { force: true });
  }
}

/** The text of `toJson`, in pieces. */
export function* pieces(document: object, hints?: (hint: string) => string): Iterable<string> {
  const entries = Object.entries(document).filter(([, value]) => value !== undefined);
  if (entries.length === 0) {
    yield '{}\n';
    return;
  }
  let before = '{\n';
  for (const [key, value] of entries) {
    yield `${before}  ${JSON.stringify(key)}: `;
    if (isList(value) && value.length > 0) yield* list(value, hints);
    else yield indented(toJson(value, hints), 2);
    before = ',\n';
  }
  yield '\n}\n';
}

/** An array, or what JSON would make one of. */
function isList(value: unknown): value is RowList<unknown> {
  if (Array.isArray(value)) return true;
  return typeof value === 'object' && value !== null && 'toJSON' in value && Symbol.iterator in value;
}

function* list(values: Iterable<unknown>, hints: ((hint: string) => string) | undefined): Iterable<string> {
  let before = '[';
  let some: string[] = [];
  for (const value of values) {
    some.push(`    ${indented(toJson(value ?? null, hints), 4)}`);
    if (some.length < ENTRIES) continue;
    yield `${before}\n${some.join(',\n')}`;
    before = ',';
    some = [];
  }
  if (some.length > 0) yield `${before}\n${some.join(',\n')}`;
  yield '\n  ]';
}

function indented(text: string, spaces: number): string {
  return text.replaceAll('\n', `\n${' '.repeat(spaces)}`);
}
