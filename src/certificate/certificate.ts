/**
 * The rehearsal certificate: what was rehearsed, with which settings and rules, how large, how long, and what was not. A
 * SHA-256 over the content shows that the file is as it was written; it is a seal against slips, not a signature.
 */
import { createHash } from 'node:crypto';
import type { Verdict } from '#src/model/states.ts';

/** Raised when the meaning of a field changes; a certificate of another form counts as unreadable. */
export const CERTIFICATE_FORM = 1;

export interface CertificateCount {
  readonly read: number;
  readonly written: number;
  readonly skipped: number;
  readonly rejected: number;
}

export interface CertificatePhase {
  readonly phase: string;
  readonly seconds: number;
  /** 0 where rows make no sense. */
  readonly rows: number;
}

/** All of them SHA-256, hex: enough to tell whether two are the same, and no address of anybody's server. */
export interface CertificateAddresses {
  readonly source: string;
  readonly target: string;
  /** Of the server alone, whatever its database. */
  readonly targetServer: string;
  /** The pool that the databases say they belong to: a copy says the same as its original. Null where they say none. */
  readonly sourcePool: string | null;
}

export interface CertificateContent {
  readonly form: number;
  /** Version of gc2pc. */
  readonly version: string;
  readonly ruleVersion: string;
  /** SHA-256 over all settings that decide the outcome; neither secrets nor addresses are among them. */
  readonly configurationHash: string;
  readonly rehearsedOn: 'fixtures' | 'databases';
  readonly runId: string;
  /** ISO, UTC. */
  readonly finishedAt: string;
  readonly verdict: Verdict;
  readonly addresses: CertificateAddresses;
  readonly engines: { readonly source: 'sqlserver' | 'sqlite'; readonly target: 'sqlserver' | 'sqlite' };
  readonly sizes: {
    /** Kind → source rows. */
    readonly counts: Readonly<Record<string, CertificateCount>>;
    /** Of the data files; null where the server did not tell. */
    readonly sourceBytes: number | null;
    readonly targetBytes: number | null;
  };
  readonly load: { readonly concurrency: number; readonly batchRows: number; readonly batchBytes: number };
  readonly phases: readonly CertificatePhase[];
  /** Phase → rows per second, where a phase moved rows. */
  readonly rates: Readonly<Record<string, number>>;
  /** What a cut-over does and this rehearsal did not, one sentence each. */
  readonly notRehearsed: readonly string[];
}

export interface Certificate extends CertificateContent {
  /** Over everything else, keys sorted. */
  readonly sha256: string;
}

export function sealed(content: CertificateContent): Certificate {
  return { ...content, sha256: sealOf(content) };
}

/** False once a single value was changed, added or taken away after it was sealed. */
export function isIntact({ sha256, ...content }: Certificate): boolean {
  return sha256 === sealOf(content);
}

/** Rows per second of phases that moved rows and took time. */
export function ratesOf(phases: readonly CertificatePhase[]): Record<string, number> {
  return Object.fromEntries(
    phases
      .filter(({ seconds, rows }) => seconds > 0 && rows > 0)
      .map(({ phase, seconds, rows }) => [phase, Math.round((rows / seconds) * 10) / 10]),
  );
}

/** SHA-256, hex, over values with the keys of their objects in order; for settings and addresses. */
export function hashOf(value: unknown): string {
  return createHash('sha256').update(canonicalText(value)).digest('hex');
}

function sealOf(content: CertificateContent): string {
  return hashOf(content);
}

function canonicalText(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) => {
    if (item === null || typeof item !== 'object' || Array.isArray(item)) return item;
    return Object.fromEntries(Object.entries(item).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  });
}
