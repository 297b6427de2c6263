import { type Invariant, nodeSubject } from './invariant.ts';
import { ROOT_ID } from './root.ts';

export const oneLevel: Invariant = {
  id: 'V02-one-level',
  title: 'Categories stand directly below the root.',
  source: 'New Persistent Chat Server features: one level of categories',
  *check(facts) {
    for (const { id, isCategory, parent } of facts.nodes.values()) {
      if (!isCategory || id === ROOT_ID || parent === ROOT_ID) continue;
      const message = parent === null ? 'has no parent' : `stands below node ${parent} instead of the root`;
      yield { subject: nodeSubject(facts, id), message, owner: { node: id } };
    }
  },
};
