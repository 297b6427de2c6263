/**
 * Finds the TLS settings under which a server answers, from the strictest on. Weaker settings are for one connection
 * alone and are named only where the configured ones were seen to fail.
 */
import type { SqlServerAddress } from '#src/config/configuration.ts';
import { handshake, type TlsOutcome, type TlsSettings } from './tds-probe.ts';

/** In the order in which an administrator would rather have them. */
const ALTERNATIVES: readonly TlsSettings[] = [
  { minTls: null, securityLevel: null },
  { minTls: 'TLSv1.2', securityLevel: 0 },
  { minTls: 'TLSv1', securityLevel: 0 },
];

export interface TlsAdvice {
  /** With the configured settings. */
  readonly configured: TlsOutcome;
  /** The first settings that work, where the configured ones do not; null where they do, or where none does. */
  readonly works: (TlsSettings & { readonly outcome: Extract<TlsOutcome, { spoken: true }> }) | null;
}

export async function adviseTls(address: SqlServerAddress, encryption: number, timeoutMs: number): Promise<TlsAdvice> {
  const { host, port } = address;
  const attempt = async (settings: TlsSettings): Promise<TlsOutcome> => {
    try {
      return await handshake(host, port, settings, encryption, timeoutMs);
    } catch (error) {
      return { spoken: false, why: error instanceof Error ? error.message : String(error) };
    }
  };
  const configured = await attempt(address);
  if (configured.spoken) return { configured, works: null };
  for (const settings of ALTERNATIVES) {
    const outcome = await attempt(settings);
    if (outcome.spoken) return { configured, works: { ...settings, outcome } };
  }
  return { configured, works: null };
}

/** As the URL takes them. */
export function urlParameters(settings: TlsSettings, trust: boolean): string {
  return [
    settings.minTls === null ? '' : `minTls=${settings.minTls}`,
    settings.securityLevel === null ? '' : `securityLevel=${settings.securityLevel}`,
    trust ? 'trustServerCertificate=true' : '',
  ]
    .filter(Boolean)
    .join('&');
}
