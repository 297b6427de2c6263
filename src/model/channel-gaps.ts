/** What lies between two channels, for those who read neighbouring channels in one go. */
import { IntMap } from './int-map.ts';
import type { RoomBounds } from './messages.ts';

/**
 * @param bounds of every channel that has messages
 * @returns for two of these channels, an upper bound of the messages of those between them (ids may have gaps); infinite
 * where the second does not follow the first, or one is not known
 */
export function messagesBetween(bounds: Iterable<RoomBounds>): (from: number, to: number) => number {
  const ordered = [...bounds].sort((a, b) => a.channelId - b.channelId);
  const places = IntMap.of(ordered.map(({ channelId }, place) => [channelId, place]));
  const before = [0];
  for (const { firstChatId, lastChatId } of ordered) {
    before.push((before.at(-1) ?? 0) + Number(lastChatId - firstChatId + 1n));
  }
  return (from, to) => {
    const first = places.get(from);
    const second = places.get(to);
    if (first === undefined || second === undefined || second <= first) return Number.POSITIVE_INFINITY;
    return (before[second] ?? 0) - (before[first + 1] ?? 0);
  };
}
