/** Collects what the rules have to tell; the result does not depend on the order in which they told it. */
import type { Finding, Severity } from '#src/model/finding.ts';
import { SEVERITIES } from '#src/model/finding.ts';
import { FINDING_KINDS, type FindingId } from './finding-kinds.ts';
import { byText } from './in-order.ts';

export class Findings {
  readonly #all: Finding[] = [];

  /** @param message one sentence, with names where they help; never message text */
  add(id: FindingId, severity: Severity, subject: string, message: string): void {
    this.#all.push({ id, severity, subject, message, hint: FINDING_KINDS[id].hint });
  }

  /** By severity, then id, then subject, then message. */
  sorted(): readonly Finding[] {
    return this.#all.toSorted(
      (a, b) =>
        SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
        byText(a.id, b.id) ||
        bySubject(a.subject, b.subject) ||
        byText(a.message, b.message),
    );
  }
}

/** `room 9 …` comes before `room 10 …`. */
function bySubject(a: string, b: string): number {
  const [wordA, numberA] = leading(a);
  const [wordB, numberB] = leading(b);
  return byText(wordA, wordB) || numberA - numberB || byText(a, b);
}

function leading(subject: string): [string, number] {
  const match = /^(\S+) (-?\d+)/.exec(subject);
  return match === null ? [subject, 0] : [match[1] ?? '', Number(match[2])];
}
