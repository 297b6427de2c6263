import { type Invariant, nodeSubject } from './invariant.ts';
import { ROOT_ID } from './root.ts';

export const categorySettings: Invariant = {
  id: 'V05-category-settings',
  title: 'Categories are on or off in invite, logged and filePost, never NULL, and are not disabled.',
  source: 'Persistent Chat database schema, tblNode',
  *check(facts) {
    for (const node of facts.nodes.values()) {
      if (!node.isCategory || node.id === ROOT_ID) continue;
      const wrong = (['invite', 'logged', 'filePost'] as const).filter((column) => node[column] === null);
      const names: string[] = node.disabled ? [...wrong, 'disabled'] : wrong;
      if (names.length === 0) continue;
      const message = `has a value that no category may have in ${names.join(', ')}`;
      yield { subject: nodeSubject(facts, node.id), message, owner: { node: node.id } };
    }
  },
};
