import { type Invariant, nodeSubject } from './invariant.ts';
import { ROOT_ID } from './root.ts';

export const roomParents: Invariant = {
  id: 'V03-room-parents',
  title: 'The parent of every room is a category that exists and is not the root.',
  source: 'Persistent Chat database schema, tblNode',
  *check(facts) {
    for (const { id, isCategory, parent } of facts.nodes.values()) {
      if (isCategory) continue;
      const above = parent === null ? undefined : facts.nodes.get(parent);
      const message =
        above === undefined
          ? 'has no parent that exists'
          : !above.isCategory
            ? 'has a room as its parent'
            : above.id === ROOT_ID
              ? 'stands directly below the root'
              : null;
      if (message !== null) yield { subject: nodeSubject(facts, id), message, owner: { node: id } };
    }
  },
};
