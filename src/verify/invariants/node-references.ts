import { type Invariant, nodeSubject } from './invariant.ts';

/** attributeID of tblEnumAttribute. */
const VISIBILITY = 1;
const BEHAVIOR = 2;

export const nodeReferences: Invariant = {
  id: 'V04-node-references',
  title: 'Add-in, behaviour, visibility, creator and last editor of every node exist; categories have no add-in.',
  source: 'Persistent Chat database schema, tblNode, tblEnumValue',
  *check(facts) {
    for (const node of facts.nodes.values()) {
      const wrong: string[] = [];
      if (node.addIn !== null && !facts.addIns.has(node.addIn)) wrong.push('siopID');
      if (node.addIn !== null && node.isCategory) wrong.push('siopID of a category');
      if (facts.enumValues.get(node.behavior) !== BEHAVIOR) wrong.push('behavior');
      if (facts.enumValues.get(node.visibility) !== VISIBILITY) wrong.push('visibility');
      if (!facts.principals.has(node.addedBy)) wrong.push('nodeAddedBy');
      if (!facts.principals.has(node.updatedBy)) wrong.push('nodeUpdatedBy');
      if (wrong.length === 0) continue;
      const message = `refers to what does not exist: ${wrong.join(', ')}`;
      yield { subject: nodeSubject(facts, node.id), message, owner: { node: node.id } };
    }
  },
};
