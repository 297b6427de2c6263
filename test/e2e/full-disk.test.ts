/** A disk that is really full while rows are written: told for what it is, and the same command ends what it began. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, statSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cliJson, environmentOf } from '#test/support/cli.ts';
import { fileOf } from '#test/support/copied-world.ts';
import { SQLITE, type TestDatabases } from '#test/support/engines.ts';

/** A file system of its own, as small as is wanted; only where the test may mount one. */
function mayMount(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  try {
    execFileSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', '/mnt'], {
      stdio: 'ignore',
    });
    return true;
  } catch {
    return false;
  }
}

const ROOM_AT_FIRST = 512 * 1024;

describe.skipIf(!mayMount())('a full disk', () => {
  let databases: TestDatabases;
  let disk: string;
  let environment: Record<string, string>;
  const run = (...words: string[]) => cliJson(words, { folder: databases.dir, environment });

  beforeAll(async () => {
    databases = await SQLITE.fresh('full-disk');
    environment = environmentOf(databases);
    expect((await run('fixture', 'create', '--scale', '0.05', '--messages', '3000')).code).toBe(0);
    disk = `${databases.dir}/disk`;
    mkdirSync(disk);
    const target = fileOf(databases.targetAddress);
    const size = statSync(target).size + ROOM_AT_FIRST;
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', disk]);
    copyFileSync(target, `${disk}/target.sqlite`);
    environment = { ...environment, GC2PC_TARGET_URL: `sqlite:${disk}/target.sqlite` };
  }, 60_000);
  afterAll(async () => {
    execFileSync('umount', [disk]);
    await databases.dispose();
  });

  it('of the target ends the run with its name, and with more room the same command goes on to the end', async () => {
    const full = await run('migrate');
    expect(full.document).toMatchObject({ exitCode: 10, error: { code: 'DISK_FULL' } });

    execFileSync('mount', ['-o', 'remount,size=64m', disk]);
    expect((await run('migrate')).document).toMatchObject({ exitCode: 0, resumed: true });
    expect((await run('verify')).document).toMatchObject({ verdict: 'verified' });
  }, 90_000);
});
