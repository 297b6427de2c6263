/** Bounds of all rooms for as long as a comparison takes: a few bytes each, where an object takes a hundred. */
import { ChannelRows } from './channel-rows.ts';
import type { RoomBounds } from './messages.ts';

/** @param bounds in any order; what was counted between them is left out */
export function packedBounds(bounds: readonly RoomBounds[]): ChannelRows<RoomBounds> {
  const packed = new ChannelRows<RoomBounds>(['channelId', 'firstChatId', 'lastChatId']);
  packed.add(bounds.toSorted((a, b) => a.channelId - b.channelId));
  return packed;
}
