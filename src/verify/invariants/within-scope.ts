import { type Invariant, nodeSubject, triplesOf } from './invariant.ts';

const NOBODY: ReadonlySet<number> = new Set();

export const withinScope: Invariant = {
  id: 'V10-within-scope',
  title: 'Members, managers, presenters and creators are allowed by their category, by themselves or through a group.',
  source: 'Manage rooms: members, managers and presenters are a subset of the allowed members less the denied ones',
  *check(facts) {
    const allowed = new Map<number, Set<number>>();
    const denied = new Map<number, Set<number>>();
    for (const [node, principal, isDenied] of triplesOf(facts.scopes)) {
      const lists = isDenied === 1 ? denied : allowed;
      const list = lists.get(node) ?? new Set();
      lists.set(node, list.add(principal));
    }
    for (const [id, principal, type] of triplesOf(facts.roles)) {
      const node = facts.nodes.get(id);
      const category = node === undefined || node.isCategory ? id : (node.parent ?? id);
      const inside =
        facts.affiliations.within(principal, allowed.get(category) ?? NOBODY) &&
        !facts.affiliations.within(principal, denied.get(category) ?? NOBODY);
      if (inside) continue;
      const message = `has principal ${principal} in role ${type}, whom category ${category} does not allow`;
      yield { subject: nodeSubject(facts, id), message, owner: { node: id, principal } };
    }
  },
};
