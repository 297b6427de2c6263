/**
 * Runs checks side by side, each with a time-out of its own. A check that fails to look is an `unknown` with its manual
 * command; it ends neither the others nor the run. The outcome keeps the order of the checks, whatever order they end in.
 */
import { OperatorError } from '#src/model/errors.ts';
import { type Check, type CheckOutcome, notKnown, type Observation } from './check.ts';
import type { Facts } from './facts.ts';

/** Long enough for a slow WAN link, short enough that nobody reachable at all still means an answer within 30 s. */
export const CHECK_TIMEOUT_MS = 18_000;

/** For checks that read whole databases. Facts bound the wait for a server themselves. */
export const READING_TIMEOUT_MS = 900_000;

export interface RunOptions {
  readonly timeoutMs?: number;
  /** For checks that read whole databases; longer where every message is read. */
  readonly readingTimeoutMs?: number;
  readonly stop: AbortSignal;
}

export async function runChecks(checks: readonly Check[], facts: Facts, options: RunOptions): Promise<CheckOutcome[]> {
  return await Promise.all(
    checks.map(async (check) => {
      const { id, title, requirement, source, severity, endangers } = check;
      const reads = check.reads === true || check.concern !== 'deployment';
      const timeoutMs =
        options.timeoutMs ?? (reads ? (options.readingTimeoutMs ?? READING_TIMEOUT_MS) : CHECK_TIMEOUT_MS);
      const observation = await observe(check, facts, timeoutMs, options.stop);
      return { id, title, requirement, source, severity, endangers, ...observation };
    }),
  );
}

async function observe(check: Check, facts: Facts, timeoutMs: number, stop: AbortSignal): Promise<Observation> {
  const { promise: late, resolve } = Promise.withResolvers<Observation>();
  const timer = setTimeout(() => resolve(notKnown(check, `no answer within ${timeoutMs / 1000} s`)), timeoutMs);
  const stopped = () => resolve(notKnown(check, 'the run was stopped before the answer came'));
  stop.addEventListener('abort', stopped, { once: true });
  try {
    return await Promise.race([look(check, facts), late]);
  } finally {
    clearTimeout(timer);
    stop.removeEventListener('abort', stopped);
  }
}

/** A defect in a check must not hide what the other checks found. Its text may hold anything, so only its kind is told. */
async function look(check: Check, facts: Facts): Promise<Observation> {
  try {
    return await check.look(facts);
  } catch (error) {
    if (error instanceof OperatorError) return notKnown(check, error.message);
    return notKnown(check, `the check itself failed (${error instanceof Error ? error.name : typeof error})`);
  }
}
