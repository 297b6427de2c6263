/** The README's tour, run as it stands, so that it cannot rot. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');

it.skipIf(process.platform === 'win32')('every command of the five-minute tour does what it says', () => {
  const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
  const tour = /```sh tour\n([\s\S]*?)```/.exec(readme)?.[1];
  if (tour === undefined) throw new Error('the README has no tour');
  const folder = mkdtempSync(join(tmpdir(), 'gc2pc-tour-'));
  try {
    const script = tour.replaceAll('.gc2pc/tour', folder);
    expect(script).not.toBe(tour);
    const run = spawnSync('sh', ['-e'], { cwd: ROOT, input: script, encoding: 'utf8' });
    expect(run.stderr).not.toMatch(/error:/);
    expect(run.status).toBe(0);
    expect(run.stdout).toContain('Verdict: verified');
    expect(run.stdout).toMatch(/loaded: .*\n.*No run is at work/);
    expect(run.stdout).toContain('Verified: The target holds what the source implies.');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
