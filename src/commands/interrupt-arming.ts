/** Lets a test child kill itself at a named point. Anything but a test process gets `uninterrupted`. */
import type { Environment } from '#src/config/environment.ts';
import { INTERRUPT_POINTS, type Interrupts, uninterrupted } from '#src/model/interrupts.ts';

/**
 * `GC2PC_TEST_INTERRUPT=point[:subject]@n` with `NODE_ENV=test`; points hold a colon themselves. `@n!SIGINT` and
 * `@n!SIGTERM` ask the process to stop instead of killing it; `@n!SIGINT!SIGINT` asks twice.
 */
export function armedInterrupts(environment: Environment): Interrupts {
  const armed = environment.GC2PC_TEST_INTERRUPT;
  if (armed === undefined || environment.NODE_ENV !== 'test') return uninterrupted;
  const [place = '', count = '1'] = armed.split('@');
  const [nth, ...asks] = count.split('!');
  const point = INTERRUPT_POINTS.find((known) => place === known || place.startsWith(`${known}:`));
  if (point === undefined) return uninterrupted;
  const subject = place === point ? null : place.slice(point.length + 1);
  let left = Number(nth);
  return (reached, about) => {
    if (reached !== point || (subject !== null && subject !== about)) return undefined;
    left -= 1;
    if (left !== 0) return undefined;
    if (asks.length > 0) return askToStop(asks.map(signalOf));
    process.kill(process.pid, 'SIGKILL');
    return undefined;
  };
}

type StopSignal = 'SIGINT' | 'SIGTERM';

function signalOf(word: string): StopSignal {
  return word === 'SIGTERM' ? 'SIGTERM' : 'SIGINT';
}

/** Resolves once the last signal has been delivered, so that the stop falls on this very point. */
async function askToStop(signals: readonly StopSignal[]): Promise<void> {
  for (const signal of signals) await delivered(signal);
}

function delivered(signal: StopSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  // A signal on its way does not keep the process alive; a timer does.
  const alive = setInterval(() => {}, 1_000);
  process.once(signal, () => {
    clearInterval(alive);
    resolve();
  });
  process.kill(process.pid, signal);
  return promise;
}
