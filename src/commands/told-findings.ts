/**
 * Findings as the journal keeps those of a pass: what many of them have alike is there once, which is most of their text.
 * They come back in the same order.
 */
import type { Finding } from '#src/model/finding.ts';

/** Findings that follow each other and differ in subject and message alone. */
export type ToldFindings = Pick<Finding, 'id' | 'severity' | 'hint'> & {
  readonly told: (readonly [subject: string, message: string])[];
};

export function toldFindings(findings: Iterable<Finding>): ToldFindings[] {
  const all: ToldFindings[] = [];
  for (const { id, severity, subject, message, hint } of findings) {
    const last = all.at(-1);
    const isAlike = last?.id === id && last.severity === severity && last.hint === hint;
    if (isAlike) last.told.push([subject, message]);
    else all.push({ id, severity, hint, told: [[subject, message]] });
  }
  return all;
}

export function findingsTold(all: readonly ToldFindings[]): Finding[] {
  return all.flatMap(({ told, ...alike }) => told.map(([subject, message]) => findingOf(alike, subject, message)));
}

function findingOf({ id, severity, hint }: Omit<ToldFindings, 'told'>, subject: string, message: string): Finding {
  return { id, severity, subject, message, hint };
}
