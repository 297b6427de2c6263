import { type Invariant, nodeSubject } from './invariant.ts';

export const messageRooms: Invariant = {
  id: 'V15-message-rooms',
  title: 'Messages belong to rooms that exist.',
  source: 'Persistent Chat database schema, tblChat (no foreign key is documented)',
  *check(facts) {
    for (const { channelId } of facts.bounds) {
      if (facts.nodes.get(channelId)?.isCategory === false) continue;
      const message = 'has messages and is no room that exists';
      yield { subject: nodeSubject(facts, channelId), message, owner: { node: channelId } };
    }
  },
};
