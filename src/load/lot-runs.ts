/**
 * Groups the parts of a lot so that neighbouring rooms are read in one go: a thousand rooms of thirty messages then cost
 * two statements and not a thousand, which is what counts where every round trip takes milliseconds.
 */
import { messagesBetween } from '#src/model/channel-gaps.ts';
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
  const between = messagesBetween(rooms.flatMap(({ bounds }) => (bounds === null ? [] : [bounds])));
  const near = (one: PartWork, next: PartWork) =>
    between(one.part.room.channelId, next.part.room.channelId) <= STRAY_MESSAGES;
  return (lot) => {
    const runs: PartWork[][] = [];
    for (const work of lot) {
      const run = runs.at(-1);
      const last = run?.at(-1);
      if (run !== undefined && last !== undefined && isFresh(last) && isFresh(work) && near(last, work)) run.push(work);
      else runs.push([work]);
    }
    return runs;
  };
}

/** A whole room from its first message on. */
function isFresh({ part, after }: PartWork): boolean {
  return after === null && part.after === null && part.upTo === null;
}
