/**
 * Cuts the work into lots: a lot is one large part of a room, or so many small ones that together they fill a batch, so
 * that a thousand rooms of thirty messages cost three transactions and not a thousand. Large ones come first, so that no
 * stream is left with one at the end.
 */
import type { PageLimits } from '#src/model/messages.ts';
import type { RoomPart } from './room-parts.ts';
import type { RoomPosition } from './room-position.ts';

/** Bounds the checkpoints of one transaction. */
const PARTS_PER_LOT = 1_000;

/** What a target that was set back still holds of a part. */
export interface SetBack {
  /** The highest chatId in the target; null when it holds none. */
  readonly there: bigint | null;
  /** Up to which chatId the journal holds the rejects already. */
  readonly rejectedTo: bigint | null;
}

export interface PartWork {
  readonly part: RoomPart;
  /** Where it begins, exclusive; null = at the first message. */
  readonly after: bigint | null;
  /** Where it ends, inclusive. */
  readonly upTo: bigint;
  /** Upper bound of the messages left: chatIds may have gaps. */
  readonly estimate: number;
  /**
   * Not null for a part that is counted from its first message again because the target was set back. What is there
   * must not be written again, and the first new checkpoint must not lie below it.
   */
  readonly setBack: SetBack | null;
}

/** Null when nothing is left to do. */
export function workOf(part: RoomPart, position: RoomPosition | null, setBack: SetBack | null = null): PartWork | null {
  const upTo = part.upTo ?? part.room.bounds?.lastChatId ?? null;
  if (upTo === null) return null;
  const after = position?.read ?? part.after;
  if (after !== null && after >= upTo) return null;
  const begin = position?.read ?? (part.first === null ? null : part.first - 1n);
  return { part, after, upTo, estimate: begin === null ? 0 : Number(upTo - begin), setBack };
}

export function lotsOf(work: readonly PartWork[], limits: PageLimits): PartWork[][] {
  const isLarge = (one: PartWork) => one.estimate >= limits.rows && !isSkipped(one);
  const large = work.filter(isLarge).toSorted((a, b) => b.estimate - a.estimate);
  const lots: PartWork[][] = large.map((one) => [one]);
  const counted = work.filter(isSkipped);
  for (let from = 0; from < counted.length; from += PARTS_PER_LOT) lots.push(counted.slice(from, from + PARTS_PER_LOT));
  let lot: PartWork[] = [];
  let rows = 0;
  for (const one of work) {
    if (isLarge(one) || isSkipped(one)) continue;
    if (lot.length > 0 && (rows + one.estimate > limits.rows || lot.length >= PARTS_PER_LOT)) {
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

/** True for a whole room that is left out: it is counted and not read. Such rooms have lots of their own. */
export function isSkipped({ part }: PartWork): boolean {
  return part.room.left?.why === 'skip' && part.after === null && part.upTo === null;
}
