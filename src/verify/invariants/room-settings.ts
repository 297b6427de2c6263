import { type Invariant, nodeSubject } from './invariant.ts';

export const roomSettings: Invariant = {
  id: 'V06-room-settings',
  title: 'Rooms have invite NULL or 0, and logged and filePost NULL.',
  source: 'Persistent Chat database schema, tblNode',
  *check(facts) {
    for (const { id, isCategory, invite, logged, filePost } of facts.nodes.values()) {
      if (isCategory) continue;
      const wrong: string[] = [];
      if (invite === true) wrong.push('invite');
      if (logged !== null) wrong.push('logged');
      if (filePost !== null) wrong.push('filePost');
      if (wrong.length === 0) continue;
      const message = `has a value that no room may have in ${wrong.join(', ')}`;
      yield { subject: nodeSubject(facts, id), message, owner: { node: id } };
    }
  },
};
