/**
 * Where to look into the messages: places spread evenly over all of them, so that large rooms are looked into in
 * proportion to their size. The first few of them are already spread over everything, however early sampling ends.
 */
import type { RoomPlan } from '#src/model/plan.ts';

export interface SamplingPoint {
  readonly room: RoomPlan;
  /** Messages after this one are read; null = from the first. */
  readonly after: bigint | null;
  readonly upTo: bigint;
}

interface Extent {
  readonly room: RoomPlan;
  readonly first: bigint;
  readonly last: bigint;
  /** Ids of this room and of all before it. A double is exact enough to choose a place. */
  readonly end: number;
}

/** The n-th place for n = 0, 1, 2, …; null where no room has messages that are migrated. */
export function samplingPoints(rooms: readonly RoomPlan[]): ((n: number) => SamplingPoint) | null {
  const extents = extentsOf(rooms);
  const last = extents.at(-1);
  if (last === undefined) return null;
  return (n) => {
    const at = spread(n) * last.end;
    const extent = extents[firstBeyond(extents, at)] ?? last;
    const length = Number(extent.last - extent.first + 1n);
    const offset = BigInt(Math.floor(Math.max(0, at - (extent.end - length))));
    return { room: extent.room, after: offset === 0n ? null : extent.first + offset - 1n, upTo: extent.last };
  };
}

function extentsOf(rooms: readonly RoomPlan[]): Extent[] {
  const extents: Extent[] = [];
  let end = 0;
  for (const room of rooms) {
    if (room.bounds === null || room.left !== null) continue;
    const { firstChatId: first, lastChatId: last } = room.bounds;
    end += Number(last - first + 1n);
    extents.push({ room, first, last, end });
  }
  return extents;
}

/** 0, 1/2, 1/4, 3/4, 1/8, …: the digits of n in base two, mirrored at the point (van der Corput's sequence). */
function spread(n: number): number {
  let [value, share] = [0, 0.5];
  for (let rest = n; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) value += share;
    share /= 2;
  }
  return value;
}

function firstBeyond(extents: readonly Extent[], at: number): number {
  let [low, high] = [0, extents.length - 1];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if ((extents[middle]?.end ?? 0) > at) high = middle;
    else low = middle + 1;
  }
  return low;
}
