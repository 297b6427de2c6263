import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { prepareWorkDir, WorkDirUnusable } from '#src/config/work-dir.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gc2pc-work-dir-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it.skipIf(process.platform === 'win32')(
  'is made with its parents, each closed to others, and may be there already',
  () => {
    const path = join(folder, 'a', 'b');
    prepareWorkDir(path, 'one');
    prepareWorkDir(path, 'two');
    for (const made of [join(folder, 'a'), path, join(path, 'logs'), join(path, 'reports')]) {
      expect(statSync(made).mode & 0o777).toBe(0o700);
    }
  },
);

it('is refused where a file is in the way', () => {
  const file = join(folder, 'file');
  writeFileSync(file, '');
  expect(() => prepareWorkDir(file, 'run')).toThrow(/a file of that name is in the way/);
  expect(() => prepareWorkDir(join(file, 'below'), 'run')).toThrow(/a part of the path is a file/);
});

// Node's recursive mkdir tried for ever here, and could not be stopped by a signal.
it.skipIf(process.platform !== 'linux')(
  'is refused where a file system takes no folders and says that there is none',
  () => {
    expect(() => prepareWorkDir('/proc/gc2pc/work', 'run')).toThrow(WorkDirUnusable);
  },
);
