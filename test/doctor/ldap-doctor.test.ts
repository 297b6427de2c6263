/** Domain controllers with every fault that TLS can have, and one that accepts the connection and refuses the login. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer, type TlsOptions } from 'node:tls';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Diagnosis } from '#src/doctor/doctor-port.ts';
import { ldapDoctor } from '#src/engines/ldap/ldap-doctor.ts';
import { OPENSSL_MISSING, selfSigned, type TestCertificate } from '#test/support/certificates.ts';

/** BindResponse with a result code, [APPLICATION 1] { code, '', diagnostic }; whoever sends it fills in the message ID. */
function bindAnswer(code: number, diagnostic: string): Buffer {
  const text = Buffer.from(diagnostic);
  const body = Buffer.concat([Buffer.from([0x0a, 1, code, 0x04, 0, 0x04, text.length]), text]);
  const response = Buffer.concat([Buffer.from([0x61, body.length]), body]);
  return Buffer.concat([Buffer.from([0x30, 3 + response.length, 0x02, 1, 1]), response]);
}

describe.skipIf(OPENSSL_MISSING)('the doctor of a domain controller', () => {
  let dir: string;
  let close: () => void = () => {};
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'gc2pc-doctor-'));
  });
  afterEach(() => {
    close();
    rmSync(dir, { recursive: true, force: true });
  });

  const serving = async (
    certificate: TestCertificate,
    answer: Buffer | null,
    more: TlsOptions = {},
  ): Promise<number> => {
    const server = createServer({ ...certificate, ...more }, (socket) => {
      socket.on('error', () => {});
      socket.once('data', (request: Buffer) => {
        if (answer === null) return socket.destroy();
        // Of a short request the fifth byte is its message ID; in the answer it is the fifth, too.
        answer[4] = request[4] ?? 0;
        return socket.write(answer);
      });
    });
    server.on('tlsClientError', () => {});
    close = () => server.close();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    return address.port;
  };
  const caFileOf = (certificate: TestCertificate): string => {
    const file = join(dir, 'ca.pem');
    writeFileSync(file, certificate.cert);
    return file;
  };
  const examine = (port: number, caFile: string | null): Promise<Diagnosis> =>
    ldapDoctor({ url: `ldaps://127.0.0.1:${port}`, bindDn: 'CN=ops', password: 'secret', caFile }).diagnose();
  const summary = ({ steps, remedies }: Diagnosis) => [
    steps.find(({ state }) => state === 'failed')?.step,
    remedies.map(({ id }) => id),
  ];

  test('asks for directory.caFile where the authority is not known', async () => {
    const certificate = selfSigned({ bits: 2048, digest: 'sha256', names: 'IP:127.0.0.1' });
    const diagnosis = await examine(await serving(certificate, null), null);
    expect(summary(diagnosis)).toEqual(['negotiate', ['H41']]);
    expect(diagnosis.remedies[0]?.remedy).toContain('directory.caFile');
  });

  test('says which name the certificate has', async () => {
    const certificate = selfSigned({ bits: 2048, digest: 'sha256', names: 'DNS:dc01.contoso.com' });
    const diagnosis = await examine(await serving(certificate, null), caFileOf(certificate));
    expect(summary(diagnosis)).toEqual(['negotiate', ['H41']]);
    expect(diagnosis.remedies[0]?.cause).toContain('DNS:dc01.contoso.com');
  });

  test('says that TLS 1.2 is missing', async () => {
    const certificate = selfSigned({ bits: 2048, digest: 'sha256', names: 'IP:127.0.0.1' });
    const old = { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
    const diagnosis = await examine(await serving(certificate, null, old), caFileOf(certificate));
    expect(summary(diagnosis)).toEqual(['negotiate', ['H42']]);
    expect(diagnosis.remedies[0]?.cause).toContain('no TLS 1.2');
  });

  test.each([
    [8, 'the server requires binds to turn on integrity checking', 'H44', 'ldaps://'],
    [49, '80090308: LdapErr: data 775', 'H45', 'Unlock'],
  ])('translates result code %i of a login', async (code, diagnostic, id, remedy) => {
    const certificate = selfSigned({ bits: 2048, digest: 'sha256', names: 'IP:127.0.0.1' });
    const diagnosis = await examine(await serving(certificate, bindAnswer(code, diagnostic)), caFileOf(certificate));
    expect(summary(diagnosis)).toEqual(['authenticate', [id]]);
    expect(diagnosis.remedies[0]?.remedy).toContain(remedy);
    expect(JSON.stringify(diagnosis)).not.toContain('secret');
  });

  test('tells a closed port, and a file of authorities that is not there', async () => {
    const certificate = selfSigned({ bits: 2048, digest: 'sha256', names: 'IP:127.0.0.1' });
    const port = await serving(certificate, null);
    expect(summary(await examine(port, join(dir, 'nothing.pem')))).toEqual(['negotiate', ['H43']]);
    close();
    expect(summary(await examine(port, null))).toEqual(['connect', ['H02']]);
  });
});
