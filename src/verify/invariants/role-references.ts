import { type Invariant, nodeSubject, triplesOf } from './invariant.ts';

export const roleReferences: Invariant = {
  id: 'V07-role-references',
  title: 'Node, principal and role type of every role exist.',
  source: 'Persistent Chat database schema, tblPrincipalRole',
  *check(facts) {
    const types = new Set(facts.roleTypes.values());
    for (const [node, principal, type] of triplesOf(facts.roles)) {
      if (facts.nodes.has(node) && facts.principals.has(principal) && types.has(type)) continue;
      const message = `has a role (principal ${principal}, type ${type}) that refers to what does not exist`;
      yield { subject: nodeSubject(facts, node), message, owner: { node } };
    }
  },
};
