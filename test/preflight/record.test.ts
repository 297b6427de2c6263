/** What pre-flight leaves in the work directory: kept whole, told apart by configuration and age, and refused when altered. */
import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readChainedFile } from '#src/journal/chained-file.ts';
import { ChainedFileBroken } from '#src/journal/errors.ts';
import type { CheckOutcome, Result } from '#src/preflight/check.ts';
import { PreflightRecord, RECORD_FILE } from '#src/preflight/record.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gc2pc-record-'));
  file = join(folder, 'work', RECORD_FILE);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const record = () => new PreflightRecord(join(folder, 'work'));

function outcome(id: string, result: Result): CheckOutcome {
  const words = { title: id, requirement: '', source: '', looked: `looked at ${id}`, hint: 'Do.' };
  return { ...words, id, result, severity: 'block', endangers: 'service' };
}

test('the last that was seen of each check counts, with this configuration and not before a time', async () => {
  await record().keep('one', [outcome('D01', 'block'), outcome('D02', 'pass')], 100);
  await record().keep('two', [outcome('D01', 'pass')], 150);
  await record().keep('one', [outcome('D01', 'unknown')], 200);
  const seen = (hash: string, since: number) =>
    [...record().seen(hash, since)].map(([id, { result, at }]) => [id, result, at]);
  expect(seen('one', 0)).toEqual([
    ['D01', 'unknown', 200],
    ['D02', 'pass', 100],
  ]);
  expect(seen('one', 101)).toEqual([['D01', 'unknown', 200]]);
  expect(seen('two', 0)).toEqual([['D01', 'pass', 150]]);
  expect(seen('three', 0)).toEqual([]);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test('a reason is kept with who gave it and when', async () => {
  await record().acknowledge(new Map([['D19', 'the certificates come on Friday']]), 100);
  expect(record().lines()).toMatchObject([
    { at: 100, event: 'preflight:acknowledged', detail: { id: 'D19', reason: 'the certificates come on Friday' } },
  ]);
  expect(record().lines()[0]?.who).not.toBe('');
});

test.each([
  ['altered', (lines: string[]) => lines.with(1, lines[1]?.replace('"warn"', '"pass"') ?? '')],
  ['taken out', (lines: string[]) => lines.toSpliced(1, 1)],
  ['no line at all', (lines: string[]) => lines.with(0, '{}')],
])('a line that is %s is noticed', async (_what, change) => {
  for (const at of [1, 2, 3]) await record().keep('one', [outcome('D01', 'warn')], at);
  const lines = readFileSync(file, 'utf8').split('\n');
  writeFileSync(file, change(lines).join('\n'));
  expect(() => record().lines()).toThrow(ChainedFileBroken);
  await expect(record().keep('one', [], 4)).rejects.toThrow(ChainedFileBroken);
});

test('a line that a crash left unfinished is dropped, and the next one follows the last whole one', async () => {
  await record().keep('one', [outcome('D01', 'warn')], 1);
  appendFileSync(file, '{"at":2,"who":"größ');
  expect(record().lines()).toHaveLength(1);
  await record().keep('one', [outcome('D01', 'pass')], 3);
  expect(readChainedFile(file).map(({ at }) => at)).toEqual([1, 3]);
});

test('two that append at once follow the same line, and neither is lost', async () => {
  await record().keep('one', [], 1);
  await Promise.all([record().keep('one', [], 2), record().keep('one', [], 3)]);
  expect(record().lines()).toHaveLength(3);
});

test('nothing is there before the first time', () => {
  expect(record().lines()).toEqual([]);
});
