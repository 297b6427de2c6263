/** Names are compared by the database itself: only its own collation can say which are alike. */
import type { Finding } from '#src/model/finding.ts';
import { type Ownership, violations } from '../check-invariants.ts';
import type { SampleQueriesPort } from '../sample-queries-port.ts';
import type { TargetFacts } from '../target-facts.ts';
import { nodeSubject } from './invariant.ts';

const RULE = {
  id: 'V18-unique-names',
  title: "No two rooms or categories, and no two add-ins, have names that are alike by the target's collation.",
  source: 'New-CsPersistentChatRoom, New-CsPersistentChatCategory, New-CsPersistentChatAddin: unique per pool',
} as const;

export async function checkNames(
  queries: SampleQueriesPort,
  facts: TargetFacts,
  ownership: Ownership,
): Promise<Finding[]> {
  const nodes = await queries.nodesWithSharedNames();
  const addIns = await queries.addInsWithSharedNames();
  return violations(
    RULE,
    [
      ...nodes.map((id) => ({
        subject: nodeSubject(facts, id),
        message: 'has the name of another node',
        owner: { node: id },
      })),
      ...addIns.map((id) => ({
        subject: `add-in ${id}`,
        message: 'has the name of another add-in',
        owner: 'database' as const,
      })),
    ],
    ownership,
  );
}
