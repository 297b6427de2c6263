/** Ends the wait for something that does not end. What it did is found out by looking, not by guessing. */
import { StepTimedOut } from './cutover-errors-port.ts';

export async function bounded<R>(work: Promise<R>, seconds: number, what: string): Promise<R> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new StepTimedOut(`${what} took longer than ${seconds} s`)), seconds * 1_000);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
