/**
 * Checks the invariants and turns violations into findings. A violation by a row of this migration blocks: the verdict
 * is `different`. One by a row that the target had before is a warning: gc2pc has not caused it and will not touch it.
 */
import type { Finding } from '#src/model/finding.ts';
import { INVARIANTS } from './invariants/all.ts';
import type { Invariant, Violation } from './invariants/invariant.ts';
import type { TargetFacts } from './target-facts.ts';

export interface Ownership {
  node(id: number): boolean;
  principal(id: number): boolean;
}

/** Findings of one invariant that are shown one by one; the rest is counted. */
const SHOWN_VIOLATIONS = 20;

export function checkInvariants(facts: TargetFacts, ownership: Ownership): Finding[] {
  return INVARIANTS.flatMap((invariant) => violations(invariant, invariant.check(facts), ownership));
}

/** One finding a violation, and one more for those that are not shown. */
export function violations(
  invariant: Pick<Invariant, 'id' | 'title' | 'source'>,
  found: Iterable<Violation>,
  ownership: Ownership,
): Finding[] {
  const findings: Finding[] = [];
  const hidden = { block: 0, warn: 0 };
  const shown = { block: 0, warn: 0 };
  for (const violation of found) {
    const severity = isOurs(violation, ownership) ? 'block' : 'warn';
    if (shown[severity] >= SHOWN_VIOLATIONS) {
      hidden[severity]++;
      continue;
    }
    shown[severity]++;
    findings.push({
      id: invariant.id,
      severity,
      subject: violation.subject,
      message: `${violation.subject} ${violation.message}. Rule: ${invariant.title} (${invariant.source})`,
      hint: HINTS[severity],
    });
  }
  for (const severity of ['block', 'warn'] as const) {
    if (hidden[severity] === 0) continue;
    const message = `${hidden[severity]} more break the same rule. Rule: ${invariant.title}`;
    findings.push({ id: invariant.id, severity, subject: 'target', message, hint: HINTS[severity] });
  }
  return findings;
}

const HINTS = {
  block:
    'Run `gc2pc verify --repair`; if the finding stays, send the output of `gc2pc describe target` and this finding with a bug report.',
  warn: 'Rows that were there before the migration decide this: mend them with the tools of Persistent Chat.',
} as const;

function isOurs({ owner }: Violation, ownership: Ownership): boolean {
  if (owner === 'database') return true;
  if ('node' in owner && !ownership.node(owner.node)) return false;
  return !('principal' in owner) || ownership.principal(owner.principal);
}
