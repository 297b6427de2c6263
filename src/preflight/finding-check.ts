/**
 * A check that the plan has answered already: the rules of the transform are asked once, and pre-flight shows what they
 * found under one id for each requirement. Nothing is computed a second time, so the two can never disagree.
 */
import type { Finding } from '#src/model/finding.ts';
import { type Check, notKnown, type Observation, pass, violated } from './check.ts';
import type { Facts } from './facts.ts';

/** Subjects that are named; the plan lists them all. */
const SHOWN = 3;

export interface FindingCheck extends Omit<Check, 'look' | 'method' | 'manual' | 'results' | 'findings'> {
  /** Ids of findings that violate the requirement. */
  readonly findings: readonly string[];
  /** Codes of errors for which no plan can be made, because of what this check is about. */
  readonly refusals?: readonly string[];
  /** What is true when there is none, one clause. */
  readonly fine: string;
}

export function findingCheck({ findings, refusals = [], fine, ...about }: FindingCheck): Check {
  const manual = 'Run: `gc2pc plan`, with source.url and target.url configured';
  const wanted = new Set(findings);
  return {
    ...about,
    findings,
    results: ['pass', 'warn', 'block', 'unknown'],
    method: `Findings of the plan: ${findings.map((id) => id.split('-')[0]).join(', ')}`,
    manual,
    async look(facts: Facts): Promise<Observation> {
      const plan = await facts.plan();
      if (!plan.known) {
        const { refused, why } = plan;
        if (refused === undefined || !refusals.includes(refused.code)) return notKnown({ manual }, why);
        return violated({ severity: 'block' }, why, refused.hint);
      }
      const found = plan.value.findings.filter(({ id }) => wanted.has(id));
      return found.length === 0 ? pass(fine) : observed(found);
    },
  };
}

/** Blocks come first in a plan, so the first finding is the worst. */
function observed(found: readonly Finding[]): Observation {
  const result = found.some(({ severity }) => severity === 'block') ? 'block' : 'warn';
  const subjects = [...new Set(found.map(({ subject }) => subject))];
  const shown = subjects.slice(0, SHOWN).join('; ');
  const more = subjects.length > SHOWN ? `; and ${subjects.length - SHOWN} more` : '';
  const hints = [...new Set(found.map(({ hint }) => hint))];
  const first = found[0];
  return {
    result,
    looked: `${found.length === 1 ? '1 finding' : `${found.length} findings`} of the plan: ${shown}${more}. ${first?.message ?? ''}`,
    hint: hints.join(' '),
  };
}
