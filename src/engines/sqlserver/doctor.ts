/**
 * Examines one SQL Server. Encryption is examined before any login; the password is sent once, over the connection that
 * was configured, and not at all where that one does not come about.
 */
import { lookup } from 'node:dns/promises';
import type { SqlServerAddress } from '#src/config/configuration.ts';
import type { Diagnosis, DoctorPort } from '#src/doctor/doctor-port.ts';
import { Examination } from '#src/doctor/examination-port.ts';
import { OperatorError } from '#src/model/errors.ts';
import { DatabaseMissing, LoginRefused } from '../errors/connection-errors.ts';
import type { Side } from '../sql/names.ts';
import { placeOf } from './connection-options.ts';
import { openPool } from './pool.ts';
import { rowsOf } from './read-session.ts';
import { openSqlServerFacts } from './sql-facts.ts';
import { ServerError } from './sqlserver-errors.ts';
import { ENCRYPTION, type PreloginAnswer } from './tds-prelogin.ts';
import { prelogin, reasonOf, type TlsOutcome } from './tds-probe.ts';
import { adviseTls, urlParameters } from './tls-advice.ts';

const PROBE_TIMEOUT_MS = 5_000;
/** More than one packet of the largest size, so that a network that drops large packets shows. */
const TRANSFER = "SELECT GETUTCDATE(), REPLICATE(CAST('x' AS varchar(max)), 100000)";
/** NTLM and certificates tolerate this much ("Maximum tolerance for computer clock synchronization"). */
const SKEW_MS = 300_000;
/** 2,048 bits is what Lync asks of its own certificates, and OpenSSL of a security level of 2. */
const KEY_BITS = 2_048;

export interface DoctorTiming {
  readonly probeMs: number;
  now(): number;
}

export function sqlServerDoctor(
  address: SqlServerAddress,
  side: Side,
  journalDatabase: string | null,
  timing: DoctorTiming = { probeMs: PROBE_TIMEOUT_MS, now: Date.now },
): DoctorPort {
  return { diagnose: () => diagnose(address, side, journalDatabase, timing) };
}

async function diagnose(
  address: SqlServerAddress,
  side: Side,
  journalDatabase: string | null,
  timing: DoctorTiming,
): Promise<Diagnosis> {
  const notes = new Examination();
  if (!(await resolved(address, notes))) return notes.end();
  const answer = await answered(address, notes, timing);
  if (answer === null || !(await negotiated(address, answer, notes, timing))) return notes.end();
  if (!(await loggedIn(address, notes, timing))) return notes.end();
  await rights(address, side, journalDatabase, notes);
  return notes.end();
}

async function resolved(address: SqlServerAddress, notes: Examination): Promise<boolean> {
  try {
    const found = await lookup(address.host, { all: true });
    notes.ok('resolve', `${address.host} has ${found.length === 1 ? 'one address' : `${found.length} addresses`}`);
    return true;
  } catch (error) {
    notes.fail('resolve', `${address.host}: ${reasonOf(error)}`);
    notes.advise({
      id: 'H01',
      severity: 'block',
      cause: `The name ${address.host} is not known to this machine.`,
      remedy: 'Correct the host in the URL, or add the name to DNS or to the hosts file of this machine.',
    });
    return false;
  }
}

async function answered(
  address: SqlServerAddress,
  notes: Examination,
  { probeMs }: DoctorTiming,
): Promise<PreloginAnswer | null> {
  const asked = address.encrypt ? ENCRYPTION.on : ENCRYPTION.notSupported;
  try {
    const answer = await prelogin(address.host, address.port, asked, probeMs);
    notes.ok('connect', `${placeOf(address)} answers as SQL Server ${answer.version}`);
    return answer;
  } catch (error) {
    const why = reasonOf(error);
    notes.fail('connect', `${placeOf(address)}: ${why}`);
    notes.advise(
      /ECONNREFUSED|EHOSTUNREACH|ENETUNREACH/.test(why)
        ? {
            id: 'H02',
            severity: 'block',
            cause: `Nobody listens at ${placeOf(address)}.`,
            remedy:
              'Enable TCP/IP for the instance in SQL Server Configuration Manager and put its port into the URL; a named instance has a port of its own.',
          }
        : {
            id: 'H03',
            severity: 'block',
            cause: `${placeOf(address)} does not answer as a SQL Server does (${why}).`,
            remedy:
              'Check the port, and that no firewall between here and there lets the connection in but nothing through.',
          },
    );
    return null;
  }
}

async function negotiated(
  address: SqlServerAddress,
  answer: PreloginAnswer,
  notes: Examination,
  { probeMs }: DoctorTiming,
): Promise<boolean> {
  const insists = answer.encryption === ENCRYPTION.required || answer.encryption === ENCRYPTION.on;
  if (!address.encrypt && !insists) {
    notes.ok('negotiate', 'without encryption, as configured');
    if (address.domain === null) {
      notes.advise({
        id: 'H10',
        severity: 'warn',
        cause: 'With encrypt=false and a SQL Server login the password crosses the network as good as readable.',
        remedy:
          'Put encrypt=true in the URL, or use a Windows login (domain=…) on a network that nobody else listens to.',
      });
    }
    return true;
  }
  if (address.encrypt && answer.encryption === ENCRYPTION.notSupported) {
    notes.fail('negotiate', 'the server knows no encryption at all');
    notes.advise({
      id: 'H11',
      severity: 'block',
      cause: 'The server has no certificate and offers no encryption.',
      remedy: 'Give the instance a certificate, or put encrypt=false in the URL with a Windows login (domain=…).',
    });
    return false;
  }
  const { configured, works } = await adviseTls(address, ENCRYPTION.on, probeMs);
  if (!address.encrypt) return forced(address, configured, works, notes);
  if (configured.spoken) return trusted(address, configured, notes);
  notes.fail('negotiate', `no TLS with the configured settings (${configured.why})`);
  const parameters = works === null ? '' : urlParameters(works, works.outcome.distrusted !== null);
  notes.advise(
    works === null
      ? {
          id: 'H13',
          severity: 'block',
          cause: `No settings of this runtime lead to TLS (${configured.why}); servers that know only RC4 or 3DES are among them.`,
          remedy:
            'Enable TLS 1.2 on the server, or restore a backup of the database on a newer one and read from there.',
        }
      : {
          id: 'H12',
          severity: 'block',
          cause: `The server speaks ${works.outcome.protocol}${bitsText(works.outcome.keyBits)}, which this runtime refuses unless told otherwise.`,
          remedy: `Put ${parameters} in the URL: it affects this connection alone. Better: enable TLS 1.2 on the server, with a certificate of 2,048 bits signed with SHA-256.`,
        },
  );
  return false;
}

type Works = Awaited<ReturnType<typeof adviseTls>>['works'];

/** Force Encryption is on, and the URL says not to encrypt. */
function forced(address: SqlServerAddress, configured: TlsOutcome, works: Works, notes: Examination): false {
  notes.fail('negotiate', 'the server insists on encryption, and the URL says encrypt=false');
  const settings = configured.spoken ? { ...address, outcome: configured } : works;
  const more = settings === null ? '' : urlParameters(settings, settings.outcome.distrusted !== null);
  notes.advise({
    id: 'H14',
    severity: 'block',
    cause: 'Force Encryption is switched on for this instance.',
    remedy: `Put ${['encrypt=true', more].filter(Boolean).join('&')} in the URL, in place of encrypt=false.`,
  });
  return false;
}

function trusted(
  address: SqlServerAddress,
  outcome: Extract<TlsOutcome, { spoken: true }>,
  notes: Examination,
): boolean {
  const { protocol, keyBits, distrusted } = outcome;
  if (distrusted !== null && !address.trustServerCertificate) {
    notes.fail('negotiate', `${protocol}, but the certificate is not trusted (${distrusted})`);
    notes.advise({
      id: 'H15',
      severity: 'block',
      cause: certificateCause(distrusted, address.host),
      remedy:
        'Name the host as the certificate does and start gc2pc with NODE_EXTRA_CA_CERTS=FILE (PEM of the issuing authority), or put trustServerCertificate=true in the URL on a network that you trust.',
    });
    return false;
  }
  notes.ok('negotiate', `${protocol}${bitsText(keyBits)}${distrusted === null ? '' : ', certificate taken untested'}`);
  if (protocol !== 'TLSv1.2' || (keyBits !== null && keyBits < KEY_BITS && keyBits >= 512)) {
    notes.advise({
      id: 'H16',
      severity: 'warn',
      cause: `The connection is weak: ${protocol}${bitsText(keyBits)}.`,
      remedy: 'Keep it to a network that you trust, and away from the target.',
    });
  }
  return true;
}

function certificateCause(code: string, host: string): string {
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return `The certificate is for another name than ${host}.`;
  if (code === 'CERT_HAS_EXPIRED') return 'The certificate of the server has expired.';
  if (code === 'DEPTH_ZERO_SELF_SIGNED_CERT')
    return 'The server made its certificate by itself, so nobody vouches for it.';
  return `The authority that issued the certificate is not known to this runtime (${code}).`;
}

function bitsText(bits: number | null): string {
  return bits === null ? '' : ` with a key of ${bits} bits`;
}

async function loggedIn(address: SqlServerAddress, notes: Examination, timing: DoctorTiming): Promise<boolean> {
  let pool: Awaited<ReturnType<typeof openPool>>;
  try {
    pool = await openPool(address, 'read');
    notes.ok('authenticate', address.domain === null ? 'as a SQL Server login' : 'as a Windows login, by NTLM');
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error;
    notes.fail('authenticate', error.message);
    notes.advise({ id: 'H20', severity: 'block', cause: `${error.message}.`, remedy: loginRemedy(error, address) });
    return false;
  }
  try {
    const before = timing.now();
    const [row] = await rowsOf(pool.request(), { sql: TRANSFER, parameters: [] });
    notes.ok('transfer', 'an answer of several packets came whole');
    clock(row?.[0], (before + timing.now()) / 2, notes);
    return true;
  } catch {
    notes.fail('transfer', 'the login succeeded, but a larger answer does not come through');
    notes.advise({
      id: 'H21',
      severity: 'block',
      cause: 'Small packets pass and large ones (16 KB, in several segments) do not.',
      remedy: 'Check the MTU of VPNs and tunnels on the way, and that ICMP "fragmentation needed" is not filtered.',
    });
    return false;
  } finally {
    await pool.close();
  }
}

function loginRemedy(error: OperatorError, address: SqlServerAddress): string {
  if (error instanceof DatabaseMissing) return error.hint;
  if (!(error instanceof LoginRefused)) return error.hint;
  const number = error.cause instanceof ServerError ? error.cause.number : null;
  switch (number) {
    case 18452:
      return address.domain === null
        ? 'Put domain=DOMAIN in the URL: the server takes Windows logins only. Or switch mixed mode on.'
        : 'Use an account of a domain that the server trusts.';
    case 18470:
      return 'Enable the login.';
    case 18486:
      return 'Unlock the login; doctor sends a password once, so it did not lock it.';
    case 18487:
    case 18488:
      return 'Set a new password: it has expired, or must be changed.';
    default:
      return address.domain === null
        ? error.hint
        : 'Check user, password and domain. The login is NTLMv2 with a typed password, without channel binding: where the server demands Extended Protection, or the domain forbids NTLM, use a SQL Server login over TLS.';
  }
}

function clock(value: unknown, here: number, notes: Examination): void {
  if (!(value instanceof Date)) return;
  const minutes = Math.round((value.getTime() - here) / 60_000);
  if (Math.abs(value.getTime() - here) <= SKEW_MS) return;
  notes.advise({
    id: 'H22',
    severity: 'warn',
    cause: `The clock of the server is ${Math.abs(minutes)} minutes ${minutes > 0 ? 'ahead of' : 'behind'} this machine.`,
    remedy: 'Set both clocks by the same source: NTLM, certificates and the age of backups depend on it.',
  });
}

async function rights(
  address: SqlServerAddress,
  side: Side,
  journalDatabase: string | null,
  notes: Examination,
): Promise<void> {
  const facts = await openSqlServerFacts(address, side, journalDatabase);
  try {
    const missing = await facts.port.missingRights();
    if (missing.length === 0) return notes.ok('rights', 'none is missing');
    notes.fail('rights', `missing: ${missing.join(', ')}`);
    notes.advise({
      id: 'H30',
      severity: 'block',
      cause: `The login lacks ${missing.length === 1 ? 'a right' : `${missing.length} rights`}: ${missing.join(', ')}.`,
      remedy: `Grant what docs/permissions.md lists for the ${side}.`,
    });
  } finally {
    await facts.close();
  }
}
