/**
 * Servers of every TLS version and certificate kind, and what the doctor makes of each. What it recommends is then given
 * to the driver, which must get as far as the login.
 */
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { SqlServerAddress } from '#src/config/configuration.ts';
import { parseDatabaseUrl } from '#src/config/database-url.ts';
import type { Diagnosis } from '#src/doctor/doctor-port.ts';
import { LoginRefused, TlsFailed } from '#src/engines/errors/connection-errors.ts';
import { sqlServerDoctor } from '#src/engines/sqlserver/doctor.ts';
import { openPool } from '#src/engines/sqlserver/pool.ts';
import { OPENSSL_MISSING, selfSigned, type TestCertificate } from '#test/support/certificates.ts';
import { type TdsServer, type TdsServerOptions, tdsServer } from '#test/support/tds-server.ts';

const TIMING = { probeMs: 2_000, now: Date.now };
const OLD_CIPHERS = 'ECDHE-RSA-AES256-SHA:AES128-SHA';
/** What SQL Server 2008 R2 is without updates. */
const TLS_1_0 = { minVersion: 'TLSv1', maxVersion: 'TLSv1', ciphers: OLD_CIPHERS } as const;

describe.skipIf(OPENSSL_MISSING)('the doctor of a SQL Server', () => {
  let weak: TestCertificate;
  let strong: TestCertificate;
  let servers: TdsServer[] = [];
  beforeAll(() => {
    weak = selfSigned({ bits: 1024, digest: 'sha1', names: 'IP:127.0.0.1' });
    strong = selfSigned({ bits: 2048, digest: 'sha256', names: 'IP:127.0.0.1' });
  });
  afterEach(async () => {
    for (const server of servers) await server.close();
    servers = [];
  });

  const serving = async (options: TdsServerOptions): Promise<TdsServer> => {
    const server = await tdsServer(options);
    servers.push(server);
    return server;
  };
  const addressOf = (port: number, parameters: string): SqlServerAddress => {
    const url = `mssql://reader:secret@127.0.0.1:${port}/GroupChat?${parameters}`;
    const address = parseDatabaseUrl(url, { folder: '/', passwordAllowed: true });
    if (address.engine !== 'sqlserver') throw new Error('not a server');
    return address;
  };
  const examine = (port: number, parameters: string): Promise<Diagnosis> =>
    sqlServerDoctor(addressOf(port, parameters), 'source', null, TIMING).diagnose();
  const failedStep = ({ steps }: Diagnosis) => steps.find(({ state }) => state === 'failed')?.step;
  const ids = ({ remedies }: Diagnosis) => remedies.map(({ id }) => id);

  test.each([
    [
      'TLS 1.0 with a 1024-bit SHA-1 certificate',
      () => ({ certificate: weak, ...TLS_1_0 }),
      'minTls=TLSv1&securityLevel=0&trustServerCertificate=true',
    ],
    [
      'TLS 1.0 with a 2048-bit certificate',
      () => ({ certificate: strong, ...TLS_1_0 }),
      'minTls=TLSv1&securityLevel=0&trustServerCertificate=true',
    ],
    [
      'TLS 1.1 alone',
      () => ({ certificate: strong, ...TLS_1_0, minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1' }) as const,
      'minTls=TLSv1&securityLevel=0&trustServerCertificate=true',
    ],
    [
      'TLS 1.2 that signs with SHA-1 alone',
      () => ({ certificate: weak, minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2', sigalgs: 'RSA+SHA1' }) as const,
      'minTls=TLSv1.2&securityLevel=0&trustServerCertificate=true',
    ],
    [
      'TLS 1.2 with a 1024-bit SHA-1 certificate',
      () => ({ certificate: weak, minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' }) as const,
      null,
    ],
  ])('finds for %s the settings with which the driver gets as far as the login', async (_name, options, expected) => {
    const server = await serving(options());
    const plain = 'encrypt=true&trustServerCertificate=true';
    const diagnosis = await examine(server.port, plain);
    const advised = /Put (\S+) in the URL/.exec(diagnosis.remedies[0]?.remedy ?? '')?.[1];
    if (expected !== null) {
      expect(failedStep(diagnosis)).toBe('negotiate');
      expect(advised).toBe(expected);
      expect(server.logins()).toBe(0);
      await expect(openPool(addressOf(server.port, plain), 'read')).rejects.toBeInstanceOf(TlsFailed);
    }
    const settings =
      advised?.startsWith('minTls') || advised?.startsWith('securityLevel') ? `encrypt=true&${advised}` : plain;
    await expect(openPool(addressOf(server.port, settings), 'read')).rejects.toBeInstanceOf(LoginRefused);
    const again = await examine(server.port, settings);
    expect(failedStep(again)).toBe('authenticate');
    expect(again.steps.find(({ step }) => step === 'negotiate')?.state).toBe('ok');
  });

  test('warns of what is weak once it is let through', async () => {
    const server = await serving({ certificate: weak, ...TLS_1_0 });
    const diagnosis = await examine(server.port, 'minTls=TLSv1&securityLevel=0&trustServerCertificate=true');
    expect(ids(diagnosis)).toEqual(['H16', 'H20']);
    expect(diagnosis.remedies[0]?.cause).toContain('1024 bits');
  });

  test('says that a certificate is not trusted, and sends no password over it', async () => {
    const server = await serving({ certificate: strong, minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' });
    const diagnosis = await examine(server.port, 'encrypt=true');
    expect([failedStep(diagnosis), ids(diagnosis)]).toEqual(['negotiate', ['H15']]);
    expect(diagnosis.remedies[0]?.remedy).toContain('trustServerCertificate=true');
    expect(server.logins()).toBe(0);
  });

  test('names Force Encryption, with the settings that this server needs besides', async () => {
    const modern = await serving({ certificate: strong, minVersion: 'TLSv1.2', forceEncryption: true });
    const [first, old] = [
      await examine(modern.port, 'encrypt=false'),
      await serving({ certificate: weak, ...TLS_1_0, forceEncryption: true }),
    ];
    expect(ids(first)).toEqual(['H14']);
    expect(first.remedies[0]?.remedy).toContain('encrypt=true&trustServerCertificate=true');
    const second = await examine(old.port, 'encrypt=false');
    expect(second.remedies[0]?.remedy).toContain(
      'encrypt=true&minTls=TLSv1&securityLevel=0&trustServerCertificate=true',
    );
    expect(modern.logins() + old.logins()).toBe(0);
  });

  test('tells a server that knows no encryption from one that cannot be spoken to', async () => {
    const bare = await serving({ certificate: null });
    expect(ids(await examine(bare.port, 'encrypt=true'))).toEqual(['H11']);
    const clear = await examine(bare.port, 'encrypt=false');
    expect([failedStep(clear), ids(clear)]).toEqual(['authenticate', ['H10', 'H20']]);
    expect(bare.logins()).toBe(1);
    const windows = await examine(bare.port, 'encrypt=false&domain=CONTOSO');
    expect(ids(windows)).toEqual(['H20']);
    expect(windows.remedies[0]?.remedy).toContain('NTLMv2');
  });

  test('gives up on a silent port in time, and tells it from a closed one', async () => {
    const mute = await serving({ certificate: null, mute: true });
    const silent = await examine(mute.port, 'encrypt=true');
    expect([failedStep(silent), ids(silent)]).toEqual(['connect', ['H03']]);
    expect(silent.steps.map(({ step }) => step)).toEqual([
      'resolve',
      'connect',
      'negotiate',
      'authenticate',
      'transfer',
      'rights',
    ]);
    await mute.close();
    expect(ids(await examine(mute.port, 'encrypt=true'))).toEqual(['H02']);
  });

  test('no text holds the password', async () => {
    const server = await serving({ certificate: strong, minVersion: 'TLSv1.2' });
    const diagnosis = await examine(server.port, 'encrypt=true&trustServerCertificate=true');
    expect(JSON.stringify(diagnosis)).not.toContain('secret');
  });
});

test('the doctor knows a name that nobody has', async () => {
  const address = parseDatabaseUrl('mssql://reader@no-such-host.invalid/GroupChat', {
    folder: '/',
    passwordAllowed: true,
  });
  if (address.engine !== 'sqlserver') throw new Error('not a server');
  const { steps, remedies } = await sqlServerDoctor(address, 'source', null, TIMING).diagnose();
  expect(steps[0]).toMatchObject({ step: 'resolve', state: 'failed' });
  expect(remedies.map(({ id }) => id)).toEqual(['H01']);
});
