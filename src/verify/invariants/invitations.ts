import { type Invariant, nodeSubject, triplesOf } from './invariant.ts';

export const invitations: Invariant = {
  id: 'V12-invitations',
  title: 'Invitations are to rooms, for principals that exist, and no counter is below its highest invitation.',
  source: 'Persistent Chat database schema, tblPrincipalInvites, tblLastInviteId',
  *check(facts) {
    const highest = new Map<number, number>();
    for (const [principal, invitation, node] of triplesOf(facts.invites)) {
      if (invitation > (highest.get(principal) ?? 0)) highest.set(principal, invitation);
      if (facts.nodes.get(node)?.isCategory === false && facts.principals.has(principal)) continue;
      const message = `has an invitation of principal ${principal} that refers to no room or to nobody`;
      yield { subject: nodeSubject(facts, node), message, owner: { node } };
    }
    for (const [principal, last] of highest) {
      if ((facts.lastInvites.get(principal) ?? -1) >= last) continue;
      const message = `has no invitation counter, or one below the highest invitation ${last}`;
      yield { subject: `principal ${principal}`, message, owner: { principal } };
    }
  },
};
