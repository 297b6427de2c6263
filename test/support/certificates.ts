/** Certificates of every kind that an old server may have, made by the openssl of this machine. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface TestCertificate {
  readonly key: Buffer;
  readonly cert: Buffer;
}

export interface CertificateKind {
  readonly bits: 1024 | 2048;
  readonly digest: 'sha1' | 'sha256';
  /** As subjectAltName takes it, e.g. `IP:127.0.0.1`. */
  readonly names: string;
}

export const OPENSSL_MISSING = spawnSync('openssl', ['version']).status !== 0;

/** Signed by itself, as SQL Server's fallback certificate is. */
export function selfSigned({ bits, digest, names }: CertificateKind): TestCertificate {
  const dir = mkdtempSync(join(tmpdir(), 'gc2pc-cert-'));
  const [key, cert] = [join(dir, 'key.pem'), join(dir, 'cert.pem')];
  try {
    execFileSync(
      'openssl',
      [
        ...['req', '-x509', '-newkey', `rsa:${bits}`, '-nodes', `-${digest}`, '-days', '30', '-subj', '/CN=test'],
        ...['-addext', `subjectAltName=${names}`, '-keyout', key, '-out', cert],
      ],
      { stdio: 'pipe' },
    );
    return { key: readFileSync(key), cert: readFileSync(cert) };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
