/**
 * Tries again what failed for a passing reason: a deadlock, a time-out, a lost connection. Waits twice as long each
 * time. Any other failure is final at once.
 */
import { isTransient } from '#src/model/transient.ts';

/** Five tries over about half a minute: longer than a failover of a mirrored database usually takes. */
export const RETRY_DELAYS_MS: readonly number[] = [250, 1_000, 4_000, 16_000];

export interface Patience {
  /** @param cause what failed; the wait ends at once when the run is told to stop */
  sleep(ms: number, cause?: unknown): Promise<void>;
  /** When aborted, the next failure is final. */
  readonly stop: AbortSignal;
}

/** @param work given the number of tries before this one */
export async function retrying<R>(patience: Patience, work: (triesBefore: number) => Promise<R>): Promise<R> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await work(tries);
    } catch (error) {
      const wait = RETRY_DELAYS_MS[tries];
      if (wait === undefined || !isTransient(error) || patience.stop.aborted) throw error;
      await patience.sleep(wait, error);
    }
  }
}
