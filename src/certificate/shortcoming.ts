/** Why a certificate does not stand for the cut-over that is about to happen; pure, one sentence, or null. */
import type { Certificate } from './certificate.ts';

/** A certificate as it lies in the work directory. */
export interface FoundCertificate {
  readonly file: string;
  /** Null where the file is none, or of another form. */
  readonly certificate: Certificate | null;
  /** False once it was edited. */
  readonly intact: boolean;
}

export interface Needed {
  readonly configurationHash: string;
  readonly ruleVersion: string;
  /** `hashOf` the key of the target that is about to go into service; null where none is configured. */
  readonly target: string | null;
  /** Messages that this migration has read; null where it is not known. */
  readonly messages: number | null;
  readonly maxAgeDays: number;
  /** Milliseconds since 1970, UTC. */
  readonly now: number;
}

export const DAY_MS = 86_400_000;
/** A rehearsal with less than this share of the messages says little about the real thing. */
const SMALLEST_SHARE = 0.5;
/** Clocks of two machines may differ by this much, milliseconds. */
const CLOCK_TOLERANCE_MS = 3_600_000;

export function shortcomingOf(found: FoundCertificate, needed: Needed): string | null {
  const { certificate } = found;
  if (certificate === null) return `the certificate ${found.file} cannot be read`;
  if (!found.intact) return `the certificate ${found.file} was edited after it was written`;
  if (certificate.verdict !== 'verified') return `the last rehearsal ended as "${certificate.verdict}"`;
  if (certificate.ruleVersion !== needed.ruleVersion) {
    return `the last rehearsal ran with the rules ${certificate.ruleVersion}, this is ${needed.ruleVersion}`;
  }
  if (certificate.configurationHash !== needed.configurationHash)
    return 'the last rehearsal ran with another configuration';
  if (certificate.addresses.target === needed.target)
    return 'what is certified is this migration itself, not a rehearsal of it';
  const age = needed.now - Date.parse(certificate.finishedAt);
  if (!(age >= -CLOCK_TOLERANCE_MS)) return 'the last rehearsal is dated in the future';
  if (age > needed.maxAgeDays * DAY_MS) return `the last rehearsal is ${(age / DAY_MS).toFixed(1)} days old`;
  const messages = messagesOf(certificate);
  if (needed.messages !== null && messages < needed.messages * SMALLEST_SHARE) {
    return `the last rehearsal moved ${messages} messages, less than half of the ${needed.messages} of this migration`;
  }
  return null;
}

/** Messages that the rehearsal read. */
export function messagesOf({ sizes }: Certificate): number {
  return sizes.counts.messages?.read ?? 0;
}
