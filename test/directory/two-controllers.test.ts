import { execFile, execFileSync } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { sambaMissing, template } from '#fixtures/directory/samba.ts';

const NAMESPACES = ['--net', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc'];

function missing(): string | null {
  const samba = sambaMissing();
  if (samba !== null) return samba;
  try {
    execFileSync('unshare', [...NAMESPACES, 'true'], { stdio: 'ignore' });
    return null;
  } catch {
    return 'no namespaces of their own can be made here';
  }
}

const reason = missing();

describe.skipIf(reason !== null)(
  `two domain controllers that replicate${reason === null ? '' : ` [skipped: ${reason}]`}`,
  () => {
    it('agree after the cut-over and after the rollback; one that does not answer stops it half way, resumable', async () => {
      const { stdout } = await promisify(execFile)(
        'unshare',
        [
          ...NAMESPACES,
          'fixtures/directory/two-controllers.sh',
          template(),
          process.execPath,
          '--disable-warning=ExperimentalWarning',
          'test/directory/two-controllers-scenario.ts',
        ],
        { timeout: 150_000 },
      );
      const seen = JSON.parse(stdout) as Record<'there' | 'frozen', [string | null, string[]]> & {
        gapMs: number;
        back: string | null;
        afterwards: string | null;
      };
      expect(seen.there).toEqual([null, ['done', 'skipped', 'done', 'done', 'done', 'done', 'done']]);
      expect(seen.gapMs).toBeLessThan(60_000);
      expect(seen.back).toBeNull();
      expect(seen.frozen[0]).toMatch(/halfWay|unreachable/);
      expect(seen.frozen[1].slice(-3)).toEqual(['done', 'failed', 'pending']);
      expect(seen.afterwards).toBeNull();
    }, 180_000);
  },
);
