/** From outcomes to findings: what an operator has to settle, and whether pre-flight stops the weekend. */
import type { Finding } from '#src/model/finding.ts';
import type { CheckOutcome } from './check.ts';

/**
 * One finding for each check that is neither passed nor out of place; an acknowledged block only warns.
 * @param stops whether a block of this check stops the verb; where it does not, it warns
 */
export function findingsOf(
  outcomes: readonly CheckOutcome[],
  acknowledged: ReadonlyMap<string, string>,
  stops: (outcome: CheckOutcome) => boolean = () => true,
): Finding[] {
  return outcomes.flatMap((outcome): Finding[] => {
    const { id, title, looked, hint, result } = outcome;
    if (result === 'pass' || result === 'not-applicable') return [];
    const reason = acknowledged.get(id);
    if (result === 'block' && reason === undefined && stops(outcome)) {
      const or = `Or take it upon yourself: --acknowledge ${id}=REASON.`;
      return [{ id, severity: 'block', subject: title, message: looked, hint: `${hint} ${or}` }];
    }
    const message = result === 'block' && reason !== undefined ? `${looked} (acknowledged: ${reason})` : looked;
    const severity = result === 'warn' && outcome.severity === 'info' ? 'info' : 'warn';
    const prefix = result === 'unknown' ? 'Not known: ' : '';
    return [{ id, severity, subject: title, message: `${prefix}${message}`, hint }];
  });
}

/** Reasons that a block really asked for. */
export function usedAcknowledgements(
  outcomes: readonly CheckOutcome[],
  given: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const used = new Map<string, string>();
  for (const { id, result } of outcomes) {
    const reason = given.get(id);
    if (result === 'block' && reason !== undefined) used.set(id, reason);
  }
  return used;
}
