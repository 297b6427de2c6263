import '#test/support/quick-disk.ts';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { writeStandIn } from '#fixtures/directory/stand-in-state.ts';
import { type Certificate, isIntact } from '#src/certificate/certificate.ts';
import { currentSpec } from '#src/load/current-spec.ts';
import { type CliDocument, cliJson, environmentOf } from '#test/support/cli.ts';
import { forEachEngine, type TestDatabases } from '#test/support/engines.ts';

/** The weekend in small: migrate and verify on copies, then again on the real databases, then the gate of the cut-over. */
const SMALL = ['fixture', 'create', '--size', 'small', '--scale', '0.05'];
const URI = 'sip:ocschat@contoso.com';

forEachEngine('the certificate of a rehearsal on copies', (engine) => {
  let copies: TestDatabases;
  let real: TestDatabases;
  let workDir: string;

  const run = async (databases: TestDatabases, words: readonly string[], more: Record<string, string> = {}) => {
    const { document } = await cliJson(words, {
      folder: databases.dir,
      environment: {
        ...environmentOf(databases),
        GC2PC_WORK_DIR: workDir,
        GC2PC_DIRECTORY_URL: `file:${join(real.dir, 'directory.json')}`,
        GC2PC_LOOKUP_SIP_URI: URI,
        GC2PC_POOL_FQDN: 'pcpool.contoso.com',
        GC2PC_ENDPOINT_VIA: 'ldap',
        GC2PC_CUTOVER_QUIET_INTERVAL_SECONDS: '0',
        ...more,
      },
    });
    return document;
  };
  const gate = (document: CliDocument) => {
    const found = document.findings.find(({ id }) => id === 'G02') as
      | (CliDocument['findings'][number] & { readonly severity: string })
      | undefined;
    if (found === undefined) throw new Error('no gate G02');
    return found;
  };
  let certificate: Certificate;
  let file: string;

  beforeAll(async () => {
    [copies, real] = [await engine.fresh('copies'), await engine.fresh('real')];
    workDir = join(real.dir, 'work');
    writeStandIn(join(real.dir, 'directory.json'), { sipUri: URI, poolFqdn: 'pcpool.contoso.com' });
    for (const words of [SMALL, ['migrate'], ['verify']]) {
      const document = await run(copies, words);
      expect(document.exitCode).toBe(0);
      if (words[0] === 'verify') file = document.certificateFile as string;
    }
    certificate = JSON.parse(readFileSync(file, 'utf8')) as Certificate;
    for (const words of [SMALL, ['migrate']]) expect((await run(real, words)).exitCode).toBe(0);
  }, 600_000);
  afterAll(async () => {
    await copies?.dispose();
    await real?.dispose();
  }, 300_000);

  it('states sizes, durations, rates and what was left out, sealed, without an address of anybody', () => {
    expect(isIntact(certificate)).toBe(true);
    expect(certificate.verdict).toBe('verified');
    expect(certificate.rehearsedOn).toBe('databases');
    expect(certificate.engines).toEqual({ source: engine.name, target: engine.name });
    expect(certificate.sizes.counts.messages?.written).toBeGreaterThan(0);
    expect(certificate.phases.map(({ phase }) => phase)).toEqual(
      expect.arrayContaining(['prepare', 'structure', 'messages', 'counters', 'revision', 'verify']),
    );
    expect(certificate.rates.messages).toBeGreaterThan(0);
    expect(certificate.notRehearsed.join('; ')).toContain('directory');
    const text = readFileSync(file, 'utf8');
    for (const { host, database } of [copies.sourceAddress, copies.targetAddress].flatMap((address) =>
      address.engine === 'sqlserver' ? [address] : [],
    )) {
      expect(text).not.toContain(host);
      expect(text).not.toContain(database);
    }
    expect(text).not.toContain(copies.dir);
  }, 300_000);

  it('opens the gate of the real cut-over, which says that it was on copies', async () => {
    const { severity, message } = gate(await run(real, ['cutover', '--dry-run']));
    expect([severity, message]).toEqual(['info', expect.stringMatching(/^rehearsed on copies 0\.0 days ago/)]);
  }, 300_000);

  // What follows is judged from the file alone: once is enough.
  if (engine.name !== 'sqlite') return;

  it('is no rehearsal of the migration that it certifies', async () => {
    const { severity, message } = gate(await run(copies, ['cutover', '--dry-run']));
    expect([severity, message]).toEqual(['block', expect.stringContaining('this migration itself')]);
  }, 300_000);

  it('does not hold for other settings', async () => {
    const { severity, message } = gate(await run(real, ['cutover', '--dry-run'], { GC2PC_FILTER_SINCE: '2012-01-31' }));
    expect([severity, message]).toEqual(['block', expect.stringContaining('another configuration')]);
  }, 300_000);

  it('is shown in the report of the migration', async () => {
    const { reportJson } = await run(real, ['report']);
    const { lists } = JSON.parse(readFileSync(String(reportJson), 'utf8')) as { lists: { title: string }[] };
    expect(JSON.stringify(lists)).toContain(certificate.sha256);
  }, 300_000);

  it('closes the gate once it was edited', async () => {
    writeFileSync(file, readFileSync(file, 'utf8').replace('"rejected": 0', '"rejected": 1'));
    const { severity, message } = gate(await run(real, ['cutover', '--dry-run']));
    expect([severity, message]).toEqual(['block', expect.stringContaining('edited')]);
  }, 300_000);

  it('is not written where a difference was found', async () => {
    const target = await real.openTarget();
    await target.port.transaction(async (transaction) => {
      await transaction.insert(currentSpec('tblSiopWhiteList'), [
        { siopID: 'D0000000-0000-0000-0000-00000000CE27', siopName: 'extra', siopUrl: 'https://extra.example' },
      ]);
    });
    await target.close();
    const document = await run(real, ['verify']);
    expect([document.verdict, document.certificateFile]).toEqual(['different', null]);
  }, 300_000);
});
