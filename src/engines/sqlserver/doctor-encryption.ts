/** Which encryption comes about, and what would have to be set so that one does. No login is tried. */
import type { SqlServerAddress } from '#src/config/configuration.ts';
import type { Examination } from '#src/doctor/examination-port.ts';
import { ENCRYPTION, type PreloginAnswer } from './tds-prelogin.ts';
import type { TlsOutcome } from './tds-probe.ts';
import { adviseTls, urlParameters } from './tls-advice.ts';

/** 2,048 bits is what Lync asks of its own certificates, and OpenSSL of a security level of 2. */
const KEY_BITS = 2_048;

/** @returns whether the configured encryption comes about */
export async function negotiated(
  address: SqlServerAddress,
  answer: PreloginAnswer,
  notes: Examination,
  probeMs: number,
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
  if (protocol !== 'TLSv1.2' || (keyBits !== null && keyBits < KEY_BITS)) {
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
