/** The start of the process: a cache of compiled modules makes it quicker, and is never a reason for failure. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
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

it('loads the driver, and none of the ways of signing in that it would bring along', async () => {
  const list = join(folder, 'loaded.json');
  const watch = join(folder, 'watch.mjs');
  const lines = [
    "import { createRequire } from 'node:module';",
    "import { writeFileSync } from 'node:fs';",
    'const { cache } = createRequire(import.meta.url);',
    `process.on('exit', () => writeFileSync(${JSON.stringify(list)}, JSON.stringify(Object.keys(cache))));`,
  ];
  writeFileSync(watch, lines.join('\n'));
  // A port that nobody listens on: the driver has been loaded by the time it is refused.
  const nobody = 'mssql://reader@127.0.0.1:1/chat';
  const { stdout } = await cli(['migrate', '--json'], {
    folder,
    environment: {
      NODE_OPTIONS: `--import ${pathToFileURL(watch).href}`,
      GC2PC_SOURCE_URL: nobody,
      GC2PC_SOURCE_PASSWORD: 'none',
      GC2PC_TARGET_URL: nobody,
      GC2PC_TARGET_PASSWORD: 'none',
    },
  });
  expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'CONNECTION_REFUSED' } });
  const loaded = JSON.parse(readFileSync(list, 'utf8')) as string[];
  const from = (name: string) => loaded.filter((file) => file.includes(join('node_modules', name, sep)));
  expect(from('tedious').length).toBeGreaterThan(20);
  for (const name of ['@azure/identity', '@azure/msal-node']) expect(from(name)).toEqual([]);
});
