/**
 * Cuts the rooms into lots: a lot is one large room, or so many small ones that together they fill a batch, so that a
 * thousand rooms of thirty messages cost three transactions and not a thousand. Large ones come first, so that no worker
 * is left with one at the end.
 */
import type { PageLimits } from '#src/model/messages.ts';
import type { RoomPlan } from '#src/model/plan.ts';
import type { RoomPosition } from './room-position.ts';

/** Bounds the checkpoints of one transaction. */
const ROOMS_PER_LOT = 1_000;

export interface RoomWork {
  readonly room: RoomPlan;
  /** Where it begins; null = at its first message. */
  readonly after: bigint | null;
  /** Upper bound of the messages left: chatIds may have gaps. */
  readonly estimate: number;
}

/** Null when nothing is left to do. */
export function workOf(room: RoomPlan, position: RoomPosition | null): RoomWork | null {
  if (room.bounds === null) return null;
  const { firstChatId, lastChatId } = room.bounds;
  const after = position?.read ?? null;
  if (after !== null && after >= lastChatId) return null;
  return { room, after, estimate: Number(lastChatId - (after ?? firstChatId - 1n)) };
}

export function lotsOf(work: readonly RoomWork[], limits: PageLimits): RoomWork[][] {
  const large = work.filter((one) => one.estimate >= limits.rows).toSorted((a, b) => b.estimate - a.estimate);
  const lots: RoomWork[][] = large.map((one) => [one]);
  let lot: RoomWork[] = [];
  let rows = 0;
  for (const one of work) {
    if (one.estimate >= limits.rows) continue;
    if (lot.length > 0 && (rows + one.estimate > limits.rows || lot.length >= ROOMS_PER_LOT)) {
      lots.push(lot);
      lot = [];
      rows = 0;
    }
    lot.push(one);
    rows += one.estimate;
  }
  if (lot.length > 0) lots.push(lot);
  return lots;
}
