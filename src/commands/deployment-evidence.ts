/**
 * What the cut-over's gates hear of the deployment. What pre-flight saw counts for `preflight.maxAgeHours` and for the
 * configuration under which it was seen; everything else, and what was found wrong, is looked at again.
 */
import type { CheckEvidence } from '#src/cutover/context.ts';
import type { Forest } from '#src/cutover/directory-port.ts';
import { OperatorError } from '#src/model/errors.ts';
import { ALL_CHECKS } from '#src/preflight/all-checks.ts';
import type { Check, CheckOutcome } from '#src/preflight/check.ts';
import { PreflightRecord, type RecordedObservation } from '#src/preflight/record.ts';
import { once } from '#src/preflight/remembered-facts.ts';
import { runChecks } from '#src/preflight/run-checks.ts';
import { preflightFacts } from './preflight-facts.ts';
import { preflightHash } from './preflight-hash.ts';
import type { Resources } from './resources.ts';
import type { VerbContext } from './verb.ts';

const HOUR_MS = 3_600_000;
export const CUTOVER_CHECKS: readonly Check[] = ALL_CHECKS.filter(({ again }) => again.includes('cutover'));

export interface EvidenceOptions {
  readonly forest: Forest;
  /** True writes what was looked at again into the work directory; a what-if writes nothing. */
  readonly keep: boolean;
}

export function deploymentEvidence(
  verb: VerbContext,
  resources: Resources,
  { forest, keep }: EvidenceOptions,
): () => Promise<readonly CheckEvidence[]> {
  const { configuration, now, stop } = verb;
  return once(async () => {
    const record = new PreflightRecord(configuration.workDir);
    const hash = preflightHash(configuration);
    const seen = seenBefore(record, hash, now() - configuration.preflight.maxAgeHours * HOUR_MS);
    const due = CUTOVER_CHECKS.filter(({ id }) => {
      const before = seen.get(id);
      return before === undefined || before.result === 'block';
    });
    const facts = preflightFacts(verb, resources, { plans: false, forest });
    const outcomes = await runChecks(due, facts, { stop });
    const at = now();
    if (keep && outcomes.length > 0) await kept(record, hash, outcomes, at);
    const looked = new Map(outcomes.map((outcome) => [outcome.id, { ...outcome, at }]));
    return CUTOVER_CHECKS.map((check): CheckEvidence => {
      const { id, title, severity, endangers } = check;
      const observed = looked.get(id) ?? seen.get(id);
      if (observed === undefined) throw new Error(`${id} was neither remembered nor looked at`);
      const { result, looked: saw, hint, at } = observed;
      return { id, title, severity, endangers, result, looked: saw, hint, at };
    });
  });
}

/** A record that does not hold together proves nothing. */
function seenBefore(record: PreflightRecord, hash: string, since: number): ReadonlyMap<string, RecordedObservation> {
  try {
    return record.seen(hash, since);
  } catch (error) {
    if (error instanceof OperatorError) return new Map();
    throw error;
  }
}

/** What cannot be kept is looked at again the next time. */
async function kept(record: PreflightRecord, hash: string, outcomes: readonly CheckOutcome[], now: number) {
  try {
    await record.keep(hash, outcomes, now);
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error;
  }
}
