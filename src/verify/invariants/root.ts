import { type Invariant, nodeSubject } from './invariant.ts';

/** The node that stands above all categories. */
export const ROOT_ID = 1;

export const root: Invariant = {
  id: 'V01-root',
  title: 'Node 1 is the root: a category that is its own parent, and the only node that is.',
  source: 'Persistent Chat database schema, tblNode',
  *check(facts) {
    const node = facts.nodes.get(ROOT_ID);
    if (node === undefined || !node.isCategory || node.parent !== ROOT_ID) {
      yield { subject: 'node 1', message: 'is no category that is its own parent', owner: 'database' };
    }
    for (const { id, parent } of facts.nodes.values()) {
      if (id === ROOT_ID || parent !== id) continue;
      yield { subject: nodeSubject(facts, id), message: 'is its own parent', owner: { node: id } };
    }
  },
};
