/**
 * Groups the parts of a lot so that neighbouring rooms are read in one go: a thousand rooms of thirty messages then cost
 * two statements and not a thousand, which is what counts where every round trip takes milliseconds.
 */
import type { RoomPlan } from '#src/model/plan.ts';
import type { PartWork } from './lots.ts';

/** Messages of other rooms that a run may read for nothing between two of its own; upper bound, since ids may have gaps. */
const STRAY_MESSAGES = 500;

export type LotRuns = (lot: readonly PartWork[]) => PartWork[][];

/**
 * @param rooms all that have messages, whether or not they are in a lot
 * @returns groups in the order of the lot; one of more than one part holds whole rooms in ascending order of channel
 */
export function lotRuns(rooms: readonly RoomPlan[]): LotRuns {
  const filled = rooms.filter(({ bounds }) => bounds !== null).toSorted((a, b) => a.channelId - b.channelId);
  const places = new Map(filled.map(({ channelId }, place) => [channelId, place]));
  /** Messages of all rooms up to a place, to tell what lies between two of them. */
  const before = [0];
  for (const { bounds } of filled) before.push((before.at(-1) ?? 0) + spanOf(bounds));
  const between = (one: PartWork, next: PartWork): number => {
    const from = places.get(one.part.room.channelId);
    const to = places.get(next.part.room.channelId);
    if (from === undefined || to === undefined || to <= from) return Number.POSITIVE_INFINITY;
    return (before[to] ?? 0) - (before[from + 1] ?? 0);
  };
  return (lot) => {
    const runs: PartWork[][] = [];
    for (const work of lot) {
      const run = runs.at(-1);
      const last = run?.at(-1);
      if (
        run !== undefined &&
        last !== undefined &&
        isFresh(last) &&
        isFresh(work) &&
        between(last, work) <= STRAY_MESSAGES
      )
        run.push(work);
      else runs.push([work]);
    }
    return runs;
  };
}

/** A whole room from its first message on. */
function isFresh({ part, after }: PartWork): boolean {
  return after === null && part.after === null && part.upTo === null;
}

function spanOf(bounds: RoomPlan['bounds']): number {
  return bounds === null ? 0 : Number(bounds.lastChatId - bounds.firstChatId + 1n);
}
