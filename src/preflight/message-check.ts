/** A check that looks at messages: a bounded sample of them, or every one with `preflight --thorough`. */
import { type Check, notKnown, type Observation, pass, violated } from './check.ts';
import type { Found, MessageSample } from './message-sample.ts';

export interface MessageCheck extends Omit<Check, 'look' | 'reads' | 'results' | 'again'> {
  /** What must be zero. */
  readonly counts: (sample: MessageSample) => Found;
  /** `are of authors without a row` */
  readonly what: string;
  readonly hint: string;
}

export function messageCheck({ counts, what, hint, ...about }: MessageCheck): Check {
  return {
    ...about,
    results: ['pass', 'warn', 'unknown'],
    // The loading reads every message anyway, and counts what it meets.
    again: [],
    reads: true,
    async look(facts): Promise<Observation> {
      const sample = await facts.messages();
      if (!sample.known) return notKnown(about, sample.why);
      const { count, example } = counts(sample.value);
      if (count === 0) return pass(`none of ${howMany(sample.value)}`);
      return violated(about, `${count} of ${howMany(sample.value)} ${what}, for example ${example}`, hint);
    },
  };
}

/** Says what it was drawn from, so that a sample is never taken for all. */
export function howMany({ whole, rooms, messages }: MessageSample): string {
  const all = whole ? `all ${messages} messages` : `${messages} messages, a sample of ${rooms} rooms`;
  return whole ? all : `${all} (preflight --thorough reads every message)`;
}
