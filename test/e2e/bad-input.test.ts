/** What an operator can get wrong before any row is read: each has its exit code, one sentence and a hint. */
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { cli, cliJson } from '#test/support/cli.ts';
import { tcpProxy } from '#test/support/tcp-proxy.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gc2pc-bad-'));
});
afterEach(() => {
  chmodSync(folder, 0o700);
  rmSync(folder, { recursive: true, force: true });
});

const SQLITE = { GC2PC_SOURCE_URL: 'sqlite:s.sqlite', GC2PC_TARGET_URL: 'sqlite:t.sqlite' };
const run = (words: readonly string[], environment: Record<string, string> = SQLITE) =>
  cliJson(words, { folder, environment });

describe('the configuration', () => {
  it.each([
    ['an unknown key', 'polices:\n  topic: drop\n', /did you mean policies/],
    ['a tab', 'load:\n\tconcurrency: 2\n', /line 2: is indented with a tab/],
    ['a literal secret', 'source:\n  password: hunter2\n', /env:NAME or file:PATH/],
    ['bytes that are no text', Uint8Array.of(0x61, 0xff, 0xfe, 0xc3), /not valid UTF-8/],
  ])('with %s ends in exit 2', async (_title, content, sentence) => {
    writeFileSync(join(folder, 'gc2pc.yaml'), content);
    const { document, stdout, stderr } = await run(['plan']);
    expect(document).toMatchObject({ ok: false, exitCode: 2 });
    expect(document.findings[0]?.message).toMatch(sentence);
    expect(document.findings[0]?.hint).not.toBe('');
    expect(stdout + stderr).not.toContain('hunter2');
  });

  it('with several mistakes tells each on a line of its own, and the command to give again', async () => {
    writeFileSync(join(folder, 'gc2pc.yaml'), 'laod:\n  concurrency: 2\ntarget:\n  urll: x\n');
    const { stdout, stderr } = await cli(['plan', '--verbose'], { folder });
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^error: .*laod.*\nerror: .*urll.*\nhint: .*\nnext: npm run .* plan --verbose\n$/);
  });

  it.each([
    ['a BOM', Buffer.from('\ufeffload:\r\n  concurrency: 2\r\n', 'utf8')],
    ['UTF-16', Buffer.from('\ufeffload:\r\n  concurrency: 2\r\n', 'utf16le')],
  ])('with %s is read', async (_title, content) => {
    writeFileSync(join(folder, 'gc2pc.yaml'), content);
    expect((await run(['fixture', 'create', '--scale', '0.05', '--messages', '10'])).document.ok).toBe(true);
  });

  it('that names no source ends in exit 2 and says which variable would', async () => {
    const { document } = await run(['plan'], {});
    const nextSteps = ['npm run --silent gc2pc -- init'];
    expect(document).toMatchObject({ exitCode: 2, findings: [{ id: 'SETTING_MISSING' }], nextSteps });
    expect(document.findings[0]?.hint).toContain('GC2PC_SOURCE_URL');
  });

  it('is written by init once, and not over an old one', async () => {
    expect((await run(['init'])).document).toMatchObject({ ok: true });
    expect(readdirSync(folder).toSorted()).toEqual(['gc2pc.schema.json', 'gc2pc.yaml']);
    expect((await run(['init'])).document).toMatchObject({ exitCode: 2, findings: [{ id: 'USAGE_REFUSED' }] });
  });
});

describe('the command line', () => {
  it.each([[['frobnicate']], [['plan', '--frobnicate']], [['migrate', '--acknowledge', 'x']], [['fixture']]])(
    '%j is one document and exit 2',
    async (words) => {
      expect((await run(words)).document).toMatchObject({ ok: false, exitCode: 2 });
    },
  );

  it('says the same on stderr, and nothing on stdout, without --json', async () => {
    const result = await cli(['frobnicate'], { folder });
    expect(result).toMatchObject({ code: 2, stdout: '' });
    expect(result.stderr).toMatch(/^error: .*frobnicate.*\nhint: .*\nnext: npm run --silent gc2pc -- --help\n$/);
  });
});

describe('the databases', () => {
  it('that are not there end in exit 2', async () => {
    expect((await run(['plan'])).document).toMatchObject({
      exitCode: 2,
      findings: [{ id: 'DATABASE_MISSING', hint: expect.stringContaining('path') }],
    });
  });

  it('that are no databases end in exit 2', async () => {
    writeFileSync(join(folder, 's.sqlite'), 'This is a letter, not a database. '.repeat(100));
    expect((await run(['plan'])).document).toMatchObject({ exitCode: 2, findings: [{ id: 'NOT_A_DATABASE' }] });
  });

  it('that changed places end in exit 3', async () => {
    await run(['fixture', 'create', '--scale', '0.05', '--messages', '10']);
    const swapped = { GC2PC_SOURCE_URL: SQLITE.GC2PC_TARGET_URL, GC2PC_TARGET_URL: SQLITE.GC2PC_SOURCE_URL };
    expect((await run(['plan'], swapped)).document).toMatchObject({
      exitCode: 3,
      findings: [{ id: 'SOURCE_IS_2013' }],
    });
  });

  it('on a host that does not exist end in exit 10', async () => {
    const nowhere = {
      ...SQLITE,
      GC2PC_SOURCE_URL: 'mssql://sa@no-such-host.invalid/mgc',
      GC2PC_SOURCE_PASSWORD: 'geheim9',
    };
    const { document, stdout, stderr } = await run(['plan'], nowhere);
    expect(document.exitCode).toBe(10);
    expect(document.findings[0]?.hint).not.toBe('');
    expect(stdout + stderr).not.toContain('geheim9');
  });

  it('behind a port where nobody listens end in exit 10', async () => {
    const proxy = await tcpProxy('127.0.0.1', 1);
    await proxy.close();
    const closed = { ...SQLITE, GC2PC_SOURCE_URL: `mssql://sa@127.0.0.1:${proxy.port}/mgc?encrypt=false` };
    expect((await run(['plan'], closed)).document.exitCode).toBe(10);
  });

  it('behind a port that resets every connection end in exit 10', async () => {
    const proxy = await tcpProxy('127.0.0.1', 1);
    proxy.cut();
    const reset = { ...SQLITE, GC2PC_SOURCE_URL: `mssql://sa@127.0.0.1:${proxy.port}/mgc?encrypt=false` };
    expect((await run(['plan'], reset)).document.exitCode).toBe(10);
    await proxy.close();
  });
});

describe('the work directory', () => {
  it('below a file ends in exit 2', async () => {
    writeFileSync(join(folder, 'file'), '');
    const { document } = await run(['plan', '--work-dir', join(folder, 'file', 'work')]);
    expect(document).toMatchObject({ exitCode: 2, findings: [{ id: 'WORK_DIR_UNUSABLE' }] });
  });

  it('that is read-only ends in exit 2', async () => {
    const readOnly = join(folder, 'read-only');
    mkdirSync(readOnly);
    chmodSync(readOnly, 0o555);
    chmodSync(folder, 0o755);
    // Root may write anywhere, so the child becomes nobody.
    const asNobody = process.getuid?.() === 0 ? { uid: 65534 } : {};
    const options = { folder, environment: SQLITE, ...asNobody };
    const { document } = await cliJson(['plan', '--work-dir', join(readOnly, 'work')], options);
    expect(document).toMatchObject({ exitCode: 2, findings: [{ id: 'WORK_DIR_UNUSABLE' }] });
    expect(document.findings[0]?.hint).toMatch(/writable/);
  });

  it.runIf(process.platform === 'linux')('that is full ends in exit 2', async () => {
    const main = join(import.meta.dirname, '../../src/main.ts');
    // A file-size limit of nothing is a full disk to whoever writes.
    const script = `trap '' XFSZ; ulimit -f 0; exec "$0" --disable-warning=ExperimentalWarning "$1" plan --json`;
    const { spawnSync } = await import('node:child_process');
    const result = spawnSync('bash', ['-c', script, process.execPath, main], {
      cwd: folder,
      env: { PATH: process.env.PATH, ...SQLITE },
      encoding: 'utf8',
    });
    expect(result.status).toBe(2);
    expect(JSON.parse(result.stdout)).toMatchObject({ exitCode: 2, findings: [{ id: 'WORK_DIR_UNUSABLE' }] });
    expect(result.stdout).toMatch(/Make room/);
  });
});

const server = inject('sqlServer');

describe.skipIf(server === null)('a SQL Server', () => {
  it('that refuses the password ends in exit 2 and does not repeat it', async () => {
    const url = new URL(server?.url ?? '');
    url.password = '';
    const environment = { ...SQLITE, GC2PC_SOURCE_URL: url.href, GC2PC_SOURCE_PASSWORD: 'wrong-password-77' };
    const { document, stdout, stderr } = await run(['plan'], environment);
    expect(document).toMatchObject({ exitCode: 2, findings: [{ id: 'LOGIN_REFUSED' }] });
    expect(stdout + stderr).not.toContain('wrong-password-77');
  });
});
