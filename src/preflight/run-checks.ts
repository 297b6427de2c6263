/**
 * Runs checks side by side, each with a time-out of its own: first those that ask somebody, then those that read whole
 * databases, which keeps this process so busy that an answer would come too late. A check that fails to look is an
 * `unknown` with its manual command; it ends neither the others nor the run. The outcome keeps the order of the checks,
 * whatever order they end in.
 */
import { OperatorError } from '#src/model/errors.ts';
import { type Check, type CheckOutcome, notKnown, type Observation } from './check.ts';
import type { Facts } from './facts.ts';

/** Long enough for a slow WAN link, short enough that nobody reachable at all still means an answer within 30 s. */
export const CHECK_TIMEOUT_MS = 18_000;

/** For checks that read whole databases. Facts bound the wait for a server themselves. */
const READING_TIMEOUT_MS = 900_000;

export interface RunOptions {
  readonly timeoutMs?: number;
  /** For checks that read whole databases; longer where every message is read. */
  readonly readingTimeoutMs?: number;
  readonly stop: AbortSignal;
}

export async function runChecks(checks: readonly Check[], facts: Facts, options: RunOptions): Promise<CheckOutcome[]> {
  const { readingTimeoutMs = READING_TIMEOUT_MS, timeoutMs } = options;
  const asking = checks.filter((check) => !readsDatabases(check));
  const asked = await observed(asking, facts, timeoutMs ?? CHECK_TIMEOUT_MS, options.stop);
  const read = await observed(checks.filter(readsDatabases), facts, timeoutMs ?? readingTimeoutMs, options.stop);
  return checks.map((check) => {
    const { id, title, requirement, source, severity, endangers } = check;
    const observation = asked.get(check) ?? read.get(check) ?? notKnown(check, 'it was not looked at');
    return { id, title, requirement, source, severity, endangers, ...observation };
  });
}

function readsDatabases({ reads, concern }: Check): boolean {
  return reads === true || concern !== 'deployment';
}

async function observed(
  checks: readonly Check[],
  facts: Facts,
  timeoutMs: number,
  stop: AbortSignal,
): Promise<ReadonlyMap<Check, Observation>> {
  const seen = checks.map(async (check) => [check, await observe(check, facts, timeoutMs, stop)] as const);
  return new Map(await Promise.all(seen));
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
