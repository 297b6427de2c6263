/** For work that writes to no server: it may end where it stands, as soon as a stop is asked for. */
import { Stopped } from './command-errors.ts';

/** @throws Stopped */
export async function untilStopped<T>(work: Promise<T>, stop: AbortSignal): Promise<T> {
  const stopped = Promise.withResolvers<never>();
  const onAbort = () => stopped.reject(new Stopped());
  if (stop.aborted) onAbort();
  stop.addEventListener('abort', onAbort, { once: true });
  // Whichever loses the race may still fail later; that is of no interest any more.
  work.catch(() => {});
  stopped.promise.catch(() => {});
  try {
    return await Promise.race([work, stopped.promise]);
  } finally {
    stop.removeEventListener('abort', onAbort);
  }
}
