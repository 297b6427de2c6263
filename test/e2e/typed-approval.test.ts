import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeStandIn } from '#fixtures/directory/stand-in-state.ts';
import { readState } from '#src/engines/standin/state.ts';

/** At a terminal, the SIP URI typed by a person is the approval. `script` (util-linux) gives the run a terminal. */
const URI = 'sip:ocschat@contoso.com';
const terminal = ['/usr/bin/script', '/bin/script'].find((path) => existsSync(path)) ?? null;
const MAIN = `${process.execPath} --disable-warning=ExperimentalWarning src/main.ts`;
const ACKNOWLEDGED = ['G02', 'G03', 'G04', 'G15', 'G16'].flatMap((id) => ['--acknowledge', `${id}=fixtures`]);

describe.skipIf(terminal === null || process.platform !== 'linux')(
  `an approval typed at a terminal${terminal === null ? ' (skipped: no script command)' : ''}`,
  () => {
    let folder: string;
    let environment: Record<string, string>;

    beforeAll(() => {
      folder = mkdtempSync(join(tmpdir(), 'gc2pc-typed-'));
      writeStandIn(join(folder, 'directory.json'), { sipUri: URI, poolFqdn: 'pcpool.contoso.com' });
      environment = {
        PATH: process.env.PATH ?? '',
        NO_COLOR: '1',
        GC2PC_SOURCE_URL: `sqlite:${join(folder, 'source.sqlite')}`,
        GC2PC_TARGET_URL: `sqlite:${join(folder, 'target.sqlite')}`,
        GC2PC_DIRECTORY_URL: `file:${join(folder, 'directory.json')}`,
        GC2PC_WORK_DIR: join(folder, 'work'),
        GC2PC_LOOKUP_SIP_URI: URI,
        GC2PC_POOL_FQDN: 'pcpool.contoso.com',
        GC2PC_ENDPOINT_VIA: 'ldap',
        GC2PC_CUTOVER_QUIET_INTERVAL_SECONDS: '0',
      };
      for (const words of ['fixture create --size small --scale 0.05', 'migrate', 'verify'])
        execFileSync('/bin/sh', ['-c', `${MAIN} ${words} --no-input`], { env: environment, stdio: 'pipe' });
    });
    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    /** Answers the first question with `typed`. */
    function atTerminal(words: readonly string[], typed: string): Promise<{ code: number | null; shown: string }> {
      const { promise, resolve, reject } = Promise.withResolvers<{ code: number | null; shown: string }>();
      const child = spawn(terminal ?? '', ['-qec', `${MAIN} ${words.join(' ')}`, '/dev/null'], { env: environment });
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

    function owners(): string[] {
      return Object.values(readState(join(folder, 'directory.json')).objects)
        .filter((object) => !object.deleted && object.attributes['msRTCSIP-PrimaryUserAddress']?.[0] === URI)
        .map((object) => String(object.attributes.objectClass?.at(-1)));
    }

    it('is refused when anything but the SIP URI is typed, and nothing is changed', async () => {
      const { code, shown } = await atTerminal(['cutover', ...ACKNOWLEDGED], 'yes');
      expect(shown).toContain(`(${URI})`);
      expect(code).toBe(7);
      expect(owners()).toEqual(['user']);
    });

    it('carries the cut-over out, and takes it back, when the SIP URI is typed', async () => {
      const there = await atTerminal(['cutover', ...ACKNOWLEDGED], URI);
      // The plan is shown before the question, so that there is something to approve.
      expect(there.shown.indexOf('remove-user')).toBeLessThan(there.shown.indexOf('Type the SIP URI'));
      expect(there.code).toBe(0);
      expect(owners()).toEqual(['contact']);
      const wrong = await atTerminal(['rollback'], 'sip:someone@contoso.com');
      expect(wrong.code).toBe(7);
      expect(owners()).toEqual(['contact']);
      const back = await atTerminal(['rollback'], URI);
      expect(back.code).toBe(0);
      expect(owners()).toEqual(['user']);
    });
  },
);
