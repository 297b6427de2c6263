import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { toJson } from '#src/commands/document.ts';
import { pieces, writePieces } from '#src/commands/json-file.ts';

it('a document written in pieces is the same text as in one', () => {
  const value = fc.oneof(
    fc.jsonValue({ maxDepth: 3 }),
    fc.bigInt(),
    fc.array(fc.record({ name: fc.string(), id: fc.option(fc.bigInt(), { nil: undefined }) }), { maxLength: 5 }),
  );
  fc.assert(
    fc.property(fc.dictionary(fc.string(), value), fc.nat(1_200), (document, many) => {
      const all = { ...document, many: Array.from({ length: many }, (_, at) => ({ at })), none: undefined };
      expect([...pieces(all)].join('')).toBe(`${toJson(all)}\n`);
    }),
    { numRuns: 50 },
  );
});

it('a list that is made while it is written is the same text as an array', () => {
  for (const length of [0, 1, 99, 100, 101, 250]) {
    const array = Array.from({ length }, (_, at) => ({ at, notes: ['a', 'b'] }));
    const made = { length, toJSON: () => array, [Symbol.iterator]: () => array.values() };
    expect([...pieces({ one: 1, made, two: 2 })].join('')).toBe(`${toJson({ one: 1, made: array, two: 2 })}\n`);
  }
});

it('every piece gets into the file whole, however long it is and wherever its characters of several bytes lie', () => {
  const folder = mkdtempSync(join(tmpdir(), 'gc2pc-pieces-'));
  try {
    const texts = ['', 'a', '質检 ', '👍'.repeat(40_000), `x${'ü'.repeat(100_000)}`, '\n'];
    const path = join(folder, 'file');
    writePieces(path, texts);
    expect(readFileSync(path, 'utf8')).toBe(texts.join(''));
    expect(() => writePieces(path, texts)).toThrow(expect.objectContaining({ code: 'EEXIST' }));
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it('a document that cannot be written to its end leaves no half of it, and one that was there is left alone', () => {
  const folder = mkdtempSync(join(tmpdir(), 'gc2pc-json-'));
  const path = join(folder, 'report.json');
  const failing = function* () {
    yield 'the first half';
    throw new Error('the disk is full');
  };
  expect(() => writePieces(path, failing())).toThrow('the disk is full');
  expect(existsSync(path)).toBe(false);
  writePieces(path, ['whole']);
  expect(() => writePieces(path, ['another'])).toThrow(/EEXIST/);
  expect(readFileSync(path, 'utf8')).toBe('whole');
  rmSync(folder, { recursive: true, force: true });
});
