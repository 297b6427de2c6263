/** What pre-flight leaves to do, said once for all checks that ask for the same. */
import type { Configuration } from '#src/config/configuration.ts';
import type { CheckOutcome } from '#src/preflight/check.ts';

/** Whether a database that is configured could not be looked into at all. */
export function sawNothing(
  { configuration: { source, target } }: { readonly configuration: Pick<Configuration, 'source' | 'target'> },
  outcomes: readonly Pick<CheckOutcome, 'id' | 'result'>[],
): boolean {
  const isBlind = (letter: string) => {
    const looked = outcomes.filter(({ id, result }) => id.startsWith(letter) && result !== 'not-applicable');
    return looked.length > 0 && looked.every(({ result }) => result === 'unknown');
  };
  return (source !== null && isBlind('S')) || (target !== null && isBlind('T'));
}

/** What to do, once for all checks that ask for the same: `S01, S02 unknown: Run …` */
export function todoLines(outcomes: readonly Pick<CheckOutcome, 'id' | 'result' | 'hint'>[]): string[] {
  const ids = new Map<string, string[]>();
  for (const { id, result, hint } of outcomes) {
    if (result === 'pass' || hint === '') continue;
    const what = `${result}: ${hint}`;
    ids.set(what, [...(ids.get(what) ?? []), id]);
  }
  return [...ids].map(([what, those]) => `${those.join(', ')} ${what}`);
}
