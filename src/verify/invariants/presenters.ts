import type { TargetFacts } from '../target-facts.ts';
import { type Invariant, nodeSubject, triplesOf } from './invariant.ts';

export const presenters: Invariant = {
  id: 'V09-presenters',
  title: 'Presenters exist in auditoriums alone, and are members there.',
  source: 'Manage rooms; Setting who can post in an auditorium',
  *check(facts) {
    const voiced = facts.roleTypes.get('voiced');
    const member = facts.roleTypes.get('member');
    const members = pairsOf(facts, member);
    for (const [node, principal, type] of triplesOf(facts.roles)) {
      if (type !== voiced) continue;
      const subject = nodeSubject(facts, node);
      if (facts.nodes.get(node)?.behavior !== AUDITORIUM) {
        yield { subject, message: `is no auditorium and has presenter ${principal}`, owner: { node } };
      }
      if (!members.has(`${node}/${principal}`)) {
        yield { subject, message: `has presenter ${principal}, who is no member`, owner: { node } };
      }
    }
  },
};

/** valueID of tblEnumValue. */
const AUDITORIUM = 5;

/** Only nodes that have presenters matter, which are few. */
function pairsOf(facts: TargetFacts, wanted: number | undefined): Set<string> {
  const voiced = facts.roleTypes.get('voiced');
  const nodes = new Set<number>();
  for (const [node, , type] of triplesOf(facts.roles)) if (type === voiced) nodes.add(node);
  const pairs = new Set<string>();
  for (const [node, principal, type] of triplesOf(facts.roles)) {
    if (type === wanted && nodes.has(node)) pairs.add(`${node}/${principal}`);
  }
  return pairs;
}
