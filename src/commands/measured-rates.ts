/**
 * Rates that were really measured against the target's server: of the runs in its journal, and, where it has none, of
 * certificates of rehearsals on the same server.
 */
import { ratesOf } from '#src/certificate/certificate.ts';
import { readCertificates } from '#src/certificate/certificate-files.ts';
import type { MeasuredRates } from '#src/estimate/estimate.ts';
import type { JournalReader } from '#src/journal/journal-port.ts';
import { loadTimes, serverHash } from './certify.ts';
import type { PreparedPlan } from './prepare-plan.ts';

/** A phase that moved fewer rows says more about its beginning and end than about a rate. */
const FEWEST_ROWS = 1_000;
const PHASES = ['structure', 'messages', 'counters', 'verify'] as const;

export async function measuredRates(
  journal: JournalReader,
  workDir: string,
  target: PreparedPlan['facts']['target'],
): Promise<MeasuredRates> {
  const rates = { structure: [], messages: [], counters: [], verify: [] } satisfies Record<string, number[]> as Record<
    (typeof PHASES)[number],
    number[]
  >;
  const add = (phases: readonly { phase: string; seconds: number; rows: number }[]) => {
    const known = ratesOf(phases.filter(({ rows }) => rows >= FEWEST_ROWS));
    for (const phase of PHASES) if (known[phase] !== undefined) rates[phase].push(known[phase]);
  };
  if (await journal.exists()) {
    // Every migration into this server is in one journal; each run is a sample.
    for (const run of await journal.rows('run', {})) add(loadTimes([run]));
  }
  const server = serverHash(target);
  const certificates = readCertificates(workDir).flatMap(({ certificate, intact }) =>
    certificate !== null && intact && certificate.addresses.targetServer === server ? [certificate] : [],
  );
  for (const { phases } of certificates) {
    // The load of a certificate is the one of the journal, where there is one; the verification is in the certificate alone.
    add(phases.filter(({ phase }) => phase === 'verify' || rates.messages.length === 0));
  }
  return rates;
}
