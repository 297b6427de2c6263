/**
 * One requirement of the deployment or of the data, as something that gc2pc looks at by itself. One file a check, named
 * after its id; docs/preflight.md is generated from these objects.
 */
import type { Severity } from '#src/model/finding.ts';
import type { Facts } from './facts.ts';

export const RESULTS = ['pass', 'warn', 'block', 'unknown', 'not-applicable'] as const;
export type Result = (typeof RESULTS)[number];

/** What a check found; the runner adds what is the same each time. */
export interface Observation {
  readonly result: Result;
  /** What it looked at and saw, one sentence. */
  readonly looked: string;
  /** What to do now, in the imperative; empty where there is nothing to do. For `unknown` the exact manual command. */
  readonly hint: string;
}

/**
 * What a violated requirement endangers. `data`: rows would be wrong or lost. `service`: the loading, chat, the
 * cut-over or somebody's access would not work. `support`: nothing breaks by it alone, but Microsoft does not stand for it.
 */
const DANGERS = ['data', 'service', 'support'] as const;
export type Danger = (typeof DANGERS)[number];

/** Verbs that look at a check again by themselves, when they begin. */
export type Again = 'migrate' | 'cutover';

const CONCERNS = ['deployment', 'source', 'target'] as const;
export type Concern = (typeof CONCERNS)[number];

export interface Check {
  /** `D01`… deployment, `S01`… source data, `T01`… target. Stable. */
  readonly id: string;
  readonly concern: Concern;
  readonly title: string;
  /** One sentence. */
  readonly requirement: string;
  /** Name of the documentation page that the requirement comes from. */
  readonly source: string;
  /** What a violated requirement means. */
  readonly severity: Severity;
  /** `migrate` stops for a block that endangers `data`, and warns of any other; the cut-over stops for all. */
  readonly endangers: Danger;
  /** Every result that it may come to; the tests hold each of them. */
  readonly results: readonly Result[];
  readonly again: readonly Again[];
  /** How gc2pc finds out, for docs/preflight.md. */
  readonly method: string;
  /** Ids of the plan's findings that answer it; the plan then stops for them itself. */
  readonly findings?: readonly string[];
  /** It looks at the inventory of the source, or at what servers say of themselves, and at nothing else. */
  readonly facts?: 'inventory' | 'servers';
  /** Whole databases are read for it, which may take longer than a server may be silent. */
  readonly reads?: boolean;
  /** What a person does where gc2pc cannot look: the exact command or click path. */
  readonly manual: string;
  look(facts: Facts): Promise<Observation>;
}

export interface CheckOutcome extends Observation {
  readonly id: string;
  readonly title: string;
  readonly requirement: string;
  readonly source: string;
  readonly severity: Severity;
  readonly endangers: Danger;
}

export function pass(looked: string): Observation {
  return { result: 'pass', looked, hint: '' };
}

export function violated(check: Pick<Check, 'severity'>, looked: string, hint: string): Observation {
  return { result: check.severity === 'block' ? 'block' : 'warn', looked, hint };
}

export function notKnown(check: Pick<Check, 'manual'>, why: string): Observation {
  return { result: 'unknown', looked: why, hint: check.manual };
}

export function notApplicable(looked: string): Observation {
  return { result: 'not-applicable', looked, hint: '' };
}
