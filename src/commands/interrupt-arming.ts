/** Lets a test child kill itself at a named point. Anything but a test process gets `uninterrupted`. */
import type { Environment } from '#src/config/environment.ts';
import { INTERRUPT_POINTS, type Interrupts, uninterrupted } from '#src/model/interrupts.ts';

/** `GC2PC_TEST_INTERRUPT=point[:subject]@n` with `NODE_ENV=test`; points hold a colon themselves. */
export function armedInterrupts(environment: Environment): Interrupts {
  const armed = environment.GC2PC_TEST_INTERRUPT;
  if (armed === undefined || environment.NODE_ENV !== 'test') return uninterrupted;
  const [place = '', nth = '1'] = armed.split('@');
  const point = INTERRUPT_POINTS.find((known) => place === known || place.startsWith(`${known}:`));
  if (point === undefined) return uninterrupted;
  const subject = place === point ? null : place.slice(point.length + 1);
  let left = Number(nth);
  return (reached, about) => {
    if (reached !== point || (subject !== null && subject !== about)) return;
    left -= 1;
    if (left === 0) process.kill(process.pid, 'SIGKILL');
  };
}
