import type { ExitName } from '#src/model/errors.ts';

/** Rejected rows are what a nasty source is rehearsed for; the run goes on to prove the rest. */
export function goesOn(exit: ExitName): boolean {
  return exit === 'done' || exit === 'rejects';
}
