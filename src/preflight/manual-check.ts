/**
 * A requirement that only reading every message or every file can answer. It is never passed in silence: it is unknown,
 * with the command for whoever wants to know beforehand, and with what gc2pc does about it in any case.
 */
import { type Check, notKnown } from './check.ts';

export interface ManualCheck extends Omit<Check, 'look' | 'method'> {
  /** Why it is not looked at, and what happens to an offender. */
  readonly why: string;
}

export function manualCheck({ why, ...about }: ManualCheck): Check {
  return { ...about, method: 'Not looked at: see the manual command', look: async () => notKnown(about, why) };
}
