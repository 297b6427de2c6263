import '#test/support/quick-disk.ts';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCertificates } from '#src/certificate/certificate-files.ts';
import { type CliDocument, cli, cliJson, startCli } from '#test/support/cli.ts';

/** The whole rehearsal, as an operator starts it, with settings of a weekend that it must not touch. */
describe('gc2pc rehearse', () => {
  let folder: string;
  let document: CliDocument;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'gc2pc-rehearse-'));
    writeFileSync(
      join(folder, 'gc2pc.yaml'),
      'source:\n  url: mssql://reader@oldsql.invalid/mgc\nfilter:\n  rooms: [Trading]\n',
    );
    ({ document } = await cliJson(['rehearse', '--scale', '0.05'], { folder }));
  }, 300_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('goes to its end and leaves one certificate, sealed, beside its databases', () => {
    expect(document.exitCode).toBe(0);
    const workDir = join(folder, '.gc2pc');
    const found = readCertificates(workDir);
    expect(found.map(({ intact }) => intact)).toEqual([true]);
    expect(document.certificateFile).toBe(join(workDir, 'certificates', found[0]?.file ?? ''));
    expect(readdirSync(workDir)).not.toContain('rehearsal.json');
  });

  it('certifies what it did, phase by phase, the switch in the directory among it', () => {
    const certificate = readCertificates(join(folder, '.gc2pc'))[0]?.certificate;
    expect(certificate).toMatchObject({ rehearsedOn: 'fixtures', verdict: 'verified', runId: document.runId });
    expect(certificate?.sizes.counts.messages?.written).toBeGreaterThan(0);
    expect(certificate?.phases.map(({ phase }) => phase)).toEqual(
      expect.arrayContaining(['prepare', 'structure', 'messages', 'verify', 'cutover', 'rollback']),
    );
  });

  it('says what it could not rehearse: the servers, the cmdlet, the rooms that were asked for', () => {
    const left = readCertificates(join(folder, '.gc2pc'))[0]?.certificate?.notRehearsed.join('\n');
    for (const words of ['SQL Server', 'Active Directory', 'endpoint.via powershell', 'SET READ_ONLY', 'filter.rooms'])
      expect(left).toContain(words);
  });
});

it('a rehearsal that is stopped names the command that was given, and does not say that it came to its end', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'gc2pc-rehearse-'));
  const words = ['rehearse', '--scale', '0.05', '--messages', '500'];
  const environment = { NODE_ENV: 'test', GC2PC_TEST_INTERRUPT: 'batch:before-write@6!SIGINT' };
  const { code, stdout } = await cli(words, { folder, environment });
  expect(code).toBe(4);
  expect(stdout).toContain(`Next: npm run --silent gc2pc -- ${words.join(' ')}\n`);
  expect(stdout).toContain('The rehearsal stopped at "migrate: load it"');
  rmSync(folder, { recursive: true, force: true });
});

it('a rehearsal that is stopped while it makes up its databases does not make them to their end', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'gc2pc-rehearse-'));
  const running = startCli(['rehearse', '--messages', '5000000'], { folder });
  await running.says(/make up a 2010 database/);
  running.signal('SIGINT');
  const { code, stderr } = await running.ended;
  expect(code).toBe(4);
  expect(stderr).toContain('it begins anew');
  expect(stderr).toContain('next: npm run --silent gc2pc -- rehearse --messages 5000000');
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

it('a rehearsal whose stage is killed names the stage, and how it ended', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'gc2pc-rehearse-'));
  const environment = { NODE_ENV: 'test', GC2PC_TEST_INTERRUPT: 'batch:before-write@6' };
  const { document } = await cliJson(['rehearse', '--scale', '0.05', '--messages', '500'], { folder, environment });
  expect(document.exitCode).toBe(4);
  expect(document.error).toMatchObject({ code: 'STAGE_LOST' });
  expect(document.findings[0]?.message).toContain('"migrate: load it" ended before its work did (SIGKILL)');
  rmSync(folder, { recursive: true, force: true });
});

it('a rehearsal that is killed takes the process of its stage along', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'gc2pc-rehearse-'));
  const running = startCli(['rehearse', '--messages', '50000000'], { folder });
  await running.says(/fixture source: /);
  running.signal('SIGKILL');
  // Both processes hold stderr, so this comes once both are gone.
  expect((await running.ended).signal).toBe('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

it('a rehearsal that is asked twice to stop leaves no process behind either', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'gc2pc-rehearse-'));
  const running = startCli(['rehearse', '--messages', '50000000'], { folder });
  await running.says(/fixture source: /);
  running.signal('SIGINT');
  running.signal('SIGINT');
  expect((await running.ended).code).toBe(4);
  rmSync(folder, { recursive: true, force: true });
}, 60_000);
