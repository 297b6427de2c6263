/** The file store and the repository of 2010 where they are mounted: counted, probed, and left as they were. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { MountedFileStore } from '#src/engines/file-store/mounted-file-store.ts';
import { LARGEST_FILE_BYTES } from '#src/preflight/file-store-port.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gc2pc-store-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const store = new MountedFileStore();

function file(name: string, bytes: number): void {
  const path = join(folder, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, '');
  truncateSync(path, bytes);
}

test('counts the files of all folders, their bytes and those above the bound', async () => {
  file('a/Report.PDF', 10);
  file('a/b/größe.doc', 20_480_000);
  file('c/film.avi', 20_480_001);
  symlinkSync(join(folder, 'c'), join(folder, 'loop'));
  expect(await store.contents(folder, LARGEST_FILE_BYTES)).toEqual({
    files: 3,
    bytes: 40_960_011n,
    largestBytes: 20_480_001n,
    tooLarge: 1,
    names: new Set(['report.pdf', 'größe.doc', 'film.avi']),
  });
});

test('an empty folder holds nothing, and one that is not there is not known', async () => {
  expect(await store.contents(folder, 1n)).toMatchObject({ files: 0, bytes: 0n, largestBytes: 0n });
  expect(await store.contents(join(folder, 'gone'), 1n)).toBeNull();
});

test('the probe leaves nothing behind', async () => {
  expect(await store.probe(folder)).toBeNull();
  expect(readdirSync(folder)).toEqual([]);
  expect(await store.probe(join(folder, 'gone'))).toContain('cannot write');
});
