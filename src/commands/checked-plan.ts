/**
 * The plan of `migrate`, and the checks of the source's data and of the databases that it looks at again before it
 * writes. Inventory and plan are those that are at hand; beyond them only servers are asked about themselves. Nothing
 * stops a migration but what would make the data wrong or lost; all else is told.
 */
import type { Finding } from '#src/model/finding.ts';
import { ALL_CHECKS } from '#src/preflight/all-checks.ts';
import type { Check, CheckOutcome } from '#src/preflight/check.ts';
import type { Facts } from '#src/preflight/facts.ts';
import { known, unknown } from '#src/preflight/reading.ts';
import { runChecks } from '#src/preflight/run-checks.ts';
import { findingsOf } from '#src/preflight/verdict.ts';
import { preflightFacts } from './preflight-facts.ts';
import { type PreparedPlan, preparePlan } from './prepare-plan.ts';
import type { Resources } from './resources.ts';
import { SAMPLING_MS, spaceNeeded } from './space-needed.ts';
import type { VerbContext } from './verb.ts';

export interface CheckedPlan extends PreparedPlan {
  /** In the order of their ids; what the plan itself answers is among them. */
  readonly checks: readonly CheckOutcome[];
}

const AGAIN = ALL_CHECKS.filter(({ again }) => again.includes('migrate'));
/** The inventory is let go of once the plan is made, so what looks at it does so while it is there. */
const OF_INVENTORY = AGAIN.filter(({ facts }) => facts === 'inventory');
const OF_SERVERS = AGAIN.filter(({ facts }) => facts === 'servers');
const OF_THE_REST = AGAIN.filter(({ facts }) => facts === undefined);

const ANSWERED_BY_PLAN = new Set(ALL_CHECKS.filter(({ findings }) => findings !== undefined).map(({ id }) => id));

/** @throws OperatorError when a database cannot be reached, or is not what it should be */
export async function checkedPlan(context: VerbContext, resources: Resources): Promise<CheckedPlan> {
  const facts = preflightFacts(context, resources, { plans: false });
  const run = (checks: readonly Check[], with_: Facts) => runChecks(checks, with_, { stop: context.stop });
  // Servers are asked about themselves while the databases are read.
  const ofServers = run(OF_SERVERS, facts);
  const outcomes: CheckOutcome[] = [];
  const prepared = await preparePlan(context, resources, {
    look: async (inventory) => {
      outcomes.push(...(await run(OF_INVENTORY, { ...facts, legacy: async () => known(inventory) })));
    },
  });
  const { plan, findings, baseline } = prepared;
  outcomes.push(...(await ofServers));
  outcomes.push(
    ...(await run(OF_THE_REST, {
      ...facts,
      legacy: async () => unknown('the inventory is let go of by now'),
      plan: async () => known({ ...plan, findings }),
      current: async () => known(baseline),
      // What is loaded already is in the way of nobody's reckoning.
      space: async () =>
        prepared.remembered === null
          ? known(await spaceNeeded(context, prepared, SAMPLING_MS.migrate))
          : unknown('rows are there already'),
    })),
  );
  const checks = outcomes.toSorted((one, other) => (one.id < other.id ? -1 : 1));
  return { ...prepared, findings: [...findings, ...startFindings(checks)], checks };
}

/** What the plan answers is told by the plan. */
export function startFindings(outcomes: readonly CheckOutcome[]): Finding[] {
  const stops = ({ endangers }: CheckOutcome): boolean => endangers === 'data';
  const told = outcomes.filter((outcome) => {
    // What is not known of chat and of Microsoft's support is a matter of pre-flight and of the cut-over.
    if (outcome.result === 'unknown' && !stops(outcome)) return false;
    return !ANSWERED_BY_PLAN.has(outcome.id);
  });
  return findingsOf(told, new Map(), stops);
}

/** Reasons by id, with those of checks spread over the findings of the plan that answer them: `S05` lets `P22-…` pass. */
export function overFindings(given: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const spread = new Map(given);
  for (const { id, findings = [] } of ALL_CHECKS) {
    const reason = given.get(id);
    if (reason === undefined) continue;
    for (const finding of findings) if (!spread.has(finding)) spread.set(finding, reason);
  }
  return spread;
}
