/** Rooms in groups that one statement takes by a walk along the key from the first room to the last. */
import type { RoomBounds } from '#src/model/messages.ts';

/** The same room twice, or the ends of a group with nothing unwanted between them. */
export interface MarkRun {
  readonly first: RoomBounds;
  readonly last: RoomBounds;
}

/** Rooms of one group: the answer has a row for each at least. */
const ROOMS = 2_000;

/**
 * @param rooms ascending, all that have messages: what lies between two neighbours has none
 * @param ids chatIds that the rooms of one group may span together; a room that spans more stands alone
 */
export function* markRuns(
  rooms: Iterable<RoomBounds>,
  wanted: (channelId: number) => boolean,
  ids: number,
): Iterable<MarkRun> {
  let first: RoomBounds | null = null;
  let last: RoomBounds | null = null;
  let spanned = 0;
  let count = 0;
  const run = (): MarkRun[] => (first === null || last === null ? [] : [{ first, last }]);
  for (const room of rooms) {
    const span = Number(room.lastChatId - room.firstChatId) + 1;
    const mine = wanted(room.channelId);
    if (!mine || count >= ROOMS || spanned + span > ids) {
      yield* run();
      first = last = null;
      spanned = count = 0;
    }
    if (!mine) continue;
    first ??= room;
    last = room;
    spanned += span;
    count++;
  }
  yield* run();
}
