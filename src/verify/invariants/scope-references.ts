import { type Invariant, nodeSubject, triplesOf } from './invariant.ts';

export const scopeReferences: Invariant = {
  id: 'V08-scopes',
  title: 'Scopes belong to categories, their principals exist, and nobody is both allowed and denied.',
  source: 'Persistent Chat database schema, tblScopePrincipal',
  *check(facts) {
    const seen = new Set<string>();
    for (const [node, principal] of triplesOf(facts.scopes)) {
      const subject = nodeSubject(facts, node);
      const owner = { node };
      if (facts.nodes.get(node)?.isCategory !== true)
        yield { subject, message: 'has a scope and is no category', owner };
      if (!facts.principals.has(principal)) {
        yield { subject, message: `has principal ${principal} in its scope, who does not exist`, owner };
      }
      const key = `${node}/${principal}`;
      if (seen.has(key)) yield { subject, message: `both allows and denies principal ${principal}`, owner };
      seen.add(key);
    }
  },
};
