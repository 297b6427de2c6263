/** The start of the process: a cache of compiled modules makes it quicker, and is never a reason for failure. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { cli } from '#test/support/cli.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gc2pc-start-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const version = async (environment: Readonly<Record<string, string>>) => cli(['--version'], { folder, environment });

it('starts, and says nothing of it, where the cache cannot be written', async () => {
  const file = join(folder, 'a file');
  writeFileSync(file, '');
  expect(await version({ NODE_COMPILE_CACHE: join(file, 'cache') })).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
    stderr: '',
  });
});

it('starts from a cache that holds rubbish', async () => {
  const cache = join(folder, 'cache');
  const first = await version({ NODE_COMPILE_CACHE: cache });
  const kept = readdirSync(cache, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  expect(kept.length).toBeGreaterThan(100);
  for (const { parentPath, name } of kept) writeFileSync(join(parentPath, name), 'rubbish');
  expect(await version({ NODE_COMPILE_CACHE: cache })).toEqual(first);
});
