/** At a terminal, the SIP URI typed by a person is the approval. `script` (util-linux) gives the run a terminal. */
import { spawn } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { childEnvironment, cli, STARTED } from '#test/support/cli.ts';
import { ACKNOWLEDGED, type CutoverWorld, cutoverWorld, MIGRATED, URI } from '#test/support/cutover-world.ts';

const terminal = ['/usr/bin/script', '/bin/script'].find((path) => existsSync(path)) ?? null;

describe.skipIf(terminal === null || process.platform !== 'linux')(
  `an approval typed at a terminal${terminal === null ? ' (skipped: no script command)' : ''}`,
  () => {
    let world: CutoverWorld;
    beforeAll(async () => {
      world = cutoverWorld('typed');
      for (const words of MIGRATED) expect((await cli([...words, '--no-input'], world)).code).toBe(0);
    });
    afterAll(() => rmSync(world.folder, { recursive: true, force: true }));

    /** Answers the first question with `typed`. */
    function atTerminal(words: readonly string[], typed: string): Promise<{ code: number | null; shown: string }> {
      const { promise, resolve, reject } = Promise.withResolvers<{ code: number | null; shown: string }>();
      const command = [process.execPath, ...STARTED, ...words].join(' ');
      const child = spawn(terminal ?? '', ['-qec', command, '/dev/null'], {
        cwd: world.folder,
        env: childEnvironment(world.environment),
      });
      let shown = '';
      let answered = false;
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        shown += text;
        if (answered || !shown.includes('Type the SIP URI')) return;
        answered = true;
        child.stdin.write(`${typed}\n`);
      });
      child.on('error', reject);
      child.on('close', (code) => resolve({ code, shown }));
      return promise;
    }

    it('is refused when anything but the SIP URI is typed, and nothing is changed', async () => {
      const { code, shown } = await atTerminal(['cutover', ...ACKNOWLEDGED], 'yes');
      expect(shown).toContain(`(${URI})`);
      expect(code).toBe(7);
      expect(world.owners()).toEqual(['user']);
    });

    it('carries the cut-over out, and takes it back, when the SIP URI is typed', async () => {
      const there = await atTerminal(['cutover', ...ACKNOWLEDGED], URI);
      // The plan is shown before the question, so that there is something to approve.
      expect(there.shown.indexOf('remove-user')).toBeLessThan(there.shown.indexOf('Type the SIP URI'));
      expect(there.code).toBe(0);
      expect(world.owners()).toEqual(['contact']);
      const wrong = await atTerminal(['rollback'], 'sip:someone@contoso.com');
      expect(wrong.code).toBe(7);
      expect(world.owners()).toEqual(['contact']);
      const back = await atTerminal(['rollback'], URI);
      expect(back.code).toBe(0);
      expect(world.owners()).toEqual(['user']);
    });
  },
);
