import { type Invariant, nodeSubject } from './invariant.ts';

export const chatCounters: Invariant = {
  id: 'V11-chat-counters',
  title: 'Every room has exactly one counter, and it is not below the highest message of the room.',
  source: 'Persistent Chat database schema, tblLastChatId',
  *check(facts) {
    const highest = new Map<number, bigint>();
    for (const { channelId, lastChatId } of facts.bounds) highest.set(channelId, lastChatId);
    for (const { id, isCategory } of facts.nodes.values()) {
      if (isCategory) continue;
      const counters = facts.counters.get(id) ?? [];
      const last = highest.get(id);
      const low = last !== undefined && counters.some((counter) => counter < last);
      if (counters.length === 1 && !low) continue;
      const message = low ? `has a counter below its highest message ${last}` : `has ${counters.length} counters`;
      yield { subject: nodeSubject(facts, id), message, owner: { node: id } };
    }
    for (const id of facts.counters.keys()) {
      if (facts.nodes.get(id)?.isCategory === false) continue;
      yield { subject: nodeSubject(facts, id), message: 'has a counter and is no room', owner: { node: id } };
    }
  },
};
