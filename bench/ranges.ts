/**
 * Splits all messages into parts of equal size for several streams, each a few plain key ranges: within one room, or over
 * whole rooms. Several streams that share the rows in any other way would be slower, and no fair yardstick.
 */

export interface RoomRows {
  readonly channelId: number;
  readonly rows: number;
  readonly firstChatId: number;
  readonly lastChatId: number;
}

/** Both ends inclusive. With chatIds, of one room; without, of all rooms from the first to the last. */
export interface KeyRange {
  readonly fromChannel: number;
  readonly toChannel: number;
  readonly chatIds: { readonly from: number; readonly to: number } | null;
}

/** @param rooms in ascending order of channelId, without empty ones */
export function equalParts(rooms: readonly RoomRows[], parts: number): KeyRange[][] {
  const all = rooms.reduce((sum, room) => sum + room.rows, 0);
  let before = 0;
  const placed = rooms.map((room) => {
    const first = before;
    before += room.rows;
    return { room, first };
  });
  return Array.from({ length: parts }, (_, part) => {
    const [from, to] = [Math.floor((part * all) / parts), Math.floor(((part + 1) * all) / parts)];
    const ranges: KeyRange[] = [];
    for (const { room, first } of placed) {
      const [begin, end] = [Math.max(from, first), Math.min(to, first + room.rows)];
      if (begin >= end) continue;
      if (end - begin === room.rows) whole(ranges, room.channelId);
      else {
        const { channelId } = room;
        const chatIds = { from: idAt(room, begin - first), to: idAt(room, end - first) - 1 };
        ranges.push({ fromChannel: channelId, toChannel: channelId, chatIds });
      }
    }
    return ranges;
  });
}

/** Ids of a room are nearly without gaps; where they are not, parts are a little uneven. */
function idAt(room: RoomRows, row: number): number {
  return room.firstChatId + Math.round((row / room.rows) * (room.lastChatId - room.firstChatId + 1));
}

function whole(part: KeyRange[], channelId: number): void {
  const last = part.at(-1);
  if (last === undefined || last.chatIds !== null) {
    part.push({ fromChannel: channelId, toChannel: channelId, chatIds: null });
  } else part[part.length - 1] = { ...last, toChannel: channelId };
}
