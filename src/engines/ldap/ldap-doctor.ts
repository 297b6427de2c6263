/**
 * Examines a domain controller: name, port, TLS and its certificate, login, clock. Nothing is written, and the password is
 * sent once, over TLS that the configured authority vouches for.
 */
import { lookup } from 'node:dns/promises';
import { readFileSync } from 'node:fs';
import { isIP, connect as tcpConnect } from 'node:net';
import { type PeerCertificate, connect as tlsConnect } from 'node:tls';
import { DirectoryRefused } from '#src/cutover/directory-errors-port.ts';
import { text } from '#src/cutover/directory-port.ts';
import type { Diagnosis, DoctorPort } from '#src/doctor/doctor-port.ts';
import { Examination } from '#src/doctor/examination-port.ts';
import { OperatorError } from '#src/model/errors.ts';
import { LdapConnection } from './connection.ts';
import { LdapDirectory } from './ldap-directory.ts';

const TIMEOUT_MS = 5_000;
/** Kerberos and certificates tolerate this much ("Maximum tolerance for computer clock synchronization"). */
const SKEW_MS = 300_000;
const STRONG_AUTHENTICATION = 8;
const PORTS = { 'ldaps:': 636, 'ldap:': 389 } as const;

export interface LdapPatient {
  /** `ldaps://HOST[:PORT]`, or `ldap://HOST[:PORT]` for StartTLS. */
  readonly url: string;
  readonly bindDn: string;
  readonly password: string;
  readonly caFile: string | null;
}

interface Seen {
  readonly protocol: string;
  /** e.g. `SELF_SIGNED_CERT_IN_CHAIN`; null where trusted. */
  readonly distrusted: string | null;
  readonly names: string;
}

export function ldapDoctor(patient: LdapPatient, now: () => number = Date.now): DoctorPort {
  return { diagnose: () => diagnose(patient, now) };
}

async function diagnose(patient: LdapPatient, now: () => number): Promise<Diagnosis> {
  const notes = new Examination();
  const url = new URL(patient.url);
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const secure = url.protocol === 'ldaps:';
  const port = url.port === '' ? PORTS[secure ? 'ldaps:' : 'ldap:'] : Number(url.port);
  try {
    await lookup(host);
    notes.ok('resolve', `${host} is known`);
  } catch {
    notes.fail('resolve', `${host} is not known`);
    notes.advise({
      id: 'H01',
      severity: 'block',
      cause: `The name ${host} is not known to this machine.`,
      remedy: 'Correct directory.url, or let this machine ask the DNS servers of the domain.',
    });
    return notes.end();
  }
  if (!(await connected(host, port, notes))) return notes.end();
  if (!secure) notes.skip('negotiate', 'StartTLS is part of the login');
  else if (!(await negotiated({ host, port, caFile: patient.caFile }, notes))) return notes.end();
  await loggedIn(patient, notes, now);
  return notes.end();
}

async function connected(host: string, port: number, notes: Examination): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<string | null>();
  const socket = tcpConnect({ host, port, timeout: TIMEOUT_MS });
  socket.once('connect', () => resolve(null));
  socket.once('timeout', () => resolve(`no answer within ${TIMEOUT_MS / 1000} s`));
  socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
  const why = await promise;
  socket.destroy();
  if (why === null) {
    notes.ok('connect', `${host}:${port} is open`);
    return true;
  }
  notes.fail('connect', `${host}:${port}: ${why}`);
  notes.advise({
    id: 'H02',
    severity: 'block',
    cause: `${host}:${port} cannot be reached (${why}).`,
    remedy:
      'Check the port (636 for ldaps://), the firewall, and that the domain controller has a certificate: without one it does not listen there.',
  });
  return false;
}

async function negotiated(
  where: { readonly host: string; readonly port: number; readonly caFile: string | null },
  notes: Examination,
): Promise<boolean> {
  let ca: Buffer | null;
  try {
    ca = where.caFile === null ? null : readFileSync(where.caFile);
  } catch {
    notes.fail('negotiate', 'directory.caFile cannot be read');
    notes.advise({
      id: 'H43',
      severity: 'block',
      cause: `The file ${where.caFile} cannot be read.`,
      remedy: 'Correct directory.caFile: it names a PEM file.',
    });
    return false;
  }
  try {
    const { protocol, distrusted, names } = await look(where.host, where.port, ca);
    if (distrusted === null) {
      notes.ok('negotiate', `${protocol}, and the certificate is trusted`);
      return true;
    }
    notes.fail('negotiate', `${protocol}, but the certificate is not trusted (${distrusted})`);
    notes.advise({ id: 'H41', severity: 'block', ...certificateAdvice(distrusted, where.host, names) });
  } catch (error) {
    const why = error instanceof Error ? ((error as NodeJS.ErrnoException).code ?? error.message) : String(error);
    notes.fail('negotiate', `no TLS: ${why}`);
    notes.advise({
      id: 'H42',
      severity: 'block',
      cause: /UNSUPPORTED_PROTOCOL|PROTOCOL_VERSION/i.test(why)
        ? 'The domain controller speaks no TLS 1.2.'
        : `The port does not speak TLS as it should (${why}).`,
      remedy:
        'Enable TLS 1.2 on the domain controller and give it a certificate of 2,048 bits; check that the port is 636.',
    });
  }
  return false;
}

async function look(host: string, port: number, ca: Buffer | null): Promise<Seen> {
  const { promise, resolve, reject } = Promise.withResolvers<Seen>();
  const tls = tlsConnect({
    host,
    port,
    ...(ca === null ? {} : { ca }),
    minVersion: 'TLSv1.2',
    // Looked at, not trusted: nothing is sent but the handshake.
    rejectUnauthorized: false,
    timeout: TIMEOUT_MS,
    ...(isIP(host) ? {} : { servername: host }),
  });
  tls.once('timeout', () => reject(new Error(`no answer within ${TIMEOUT_MS / 1000} s`)));
  tls.once('error', reject);
  tls.once('secureConnect', () => {
    const certificate: Partial<PeerCertificate> = tls.getPeerCertificate();
    const error = tls.authorizationError as (Error & { code?: string }) | string | null;
    resolve({
      protocol: tls.getProtocol() ?? 'TLS',
      distrusted: tls.authorized ? null : typeof error === 'string' ? error : (error?.code ?? 'unknown'),
      names: certificate.subjectaltname ?? [certificate.subject?.CN ?? 'nobody'].flat().join(', '),
    });
  });
  try {
    return await promise;
  } finally {
    tls.destroy();
  }
}

function certificateAdvice(code: string, host: string, names: string): { cause: string; remedy: string } {
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return {
      cause: `The certificate is for ${names}, and not for ${host}.`,
      remedy: 'Name the domain controller in directory.url as its certificate does.',
    };
  }
  if (code === 'CERT_HAS_EXPIRED') {
    return { cause: 'The certificate has expired.', remedy: 'Renew the certificate of the domain controller.' };
  }
  return {
    cause: `The authority that issued the certificate is not known to this runtime (${code}).`,
    remedy: 'Set directory.caFile to the certificate (PEM) of that authority.',
  };
}

async function loggedIn(patient: LdapPatient, notes: Examination, now: () => number): Promise<void> {
  const connection = new LdapConnection({
    ...patient,
    timing: { connectMs: TIMEOUT_MS, operationMs: TIMEOUT_MS, graceMs: 0 },
  });
  try {
    const [root] = await new LdapDirectory(connection).search({
      base: '',
      scope: 'base',
      where: { present: 'objectClass' },
      attributes: ['currentTime', 'dnsHostName'],
    });
    notes.ok('authenticate', 'the login was accepted');
    notes.skip('rights', 'the gates of "gc2pc cutover --dry-run" prove them, object by object');
    if (root !== undefined) clock(text(root, 'currentTime'), now(), notes);
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error;
    notes.fail('authenticate', error.message);
    const strong = error instanceof DirectoryRefused && error.resultCode === STRONG_AUTHENTICATION;
    notes.advise({
      id: strong ? 'H44' : 'H45',
      severity: 'block',
      cause: strong ? 'The domain controller takes passwords over TLS only.' : `${error.message}.`,
      remedy: strong ? 'Use ldaps://HOST in directory.url.' : error.hint,
    });
  } finally {
    await connection.close();
  }
}

/** @param generalizedTime `20140301120000.0Z` ([MS-ADTS], currentTime of rootDSE) */
function clock(generalizedTime: string | null, here: number, notes: Examination): void {
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)/
    .exec(generalizedTime ?? '')
    ?.slice(1)
    .map(Number);
  if (parts === undefined) return;
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = parts;
  const skew = Date.UTC(year, month - 1, day, hour, minute, second) - here;
  if (Math.abs(skew) <= SKEW_MS) return;
  notes.advise({
    id: 'H22',
    severity: 'warn',
    cause: `The clock of the domain controller is ${Math.round(Math.abs(skew) / 60_000)} minutes ${skew > 0 ? 'ahead of' : 'behind'} this machine.`,
    remedy: 'Set the clock of this machine by the domain.',
  });
}
