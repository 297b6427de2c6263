/** Ranges of parts as the server path copies them, and what each adds to the books of its part. */
import type { PartWork } from '../lots.ts';
import { emptyShare, type PartShare } from '../message-path.ts';
import type { CopyRange, RangeCount } from './server-path-port.ts';

/** A range of one part. */
export interface Piece {
  readonly work: PartWork;
  readonly range: CopyRange;
}

/** Null for what the wire alone can do: a room that is rejected as a whole, or a part that the target was set back in. */
export function pieceOf(work: PartWork): Piece | null {
  const { part, after, upTo, setBack } = work;
  const { channelId, newChannelId } = part.room;
  const from = after ?? (part.first === null ? null : part.first - 1n);
  if (newChannelId === null || setBack !== null || from === null || from < LOWEST) return null;
  return { work, range: { channelId, newChannelId, after: from, upTo } };
}

const LOWEST = -(2n ** 63n);

export function idsOf({ range }: Piece): bigint {
  return range.upTo - range.after;
}

export function allIdsOf(pieces: readonly Piece[]): bigint {
  return pieces.reduce((sum, piece) => sum + idsOf(piece), 0n);
}

export function isLast({ work, range }: Piece): boolean {
  return range.upTo === work.upTo;
}

/** Every id of the range was there and was copied. */
export function wholeShare(piece: Piece): PartShare {
  const { work, range } = piece;
  const rows = Number(range.upTo - range.after);
  return {
    ...emptyShare(work.part),
    read: rows,
    written: rows,
    lastRead: range.upTo,
    lastWritten: range.upTo,
    finished: isLast(piece),
  };
}

export function countedShare(piece: Piece, count: RangeCount | null, rule: string): PartShare {
  const { rows, old, lastKept } = count ?? { rows: 0, old: 0, lastKept: null };
  return {
    ...emptyShare(piece.work.part),
    read: rows,
    written: rows - old,
    skipped: old === 0 ? {} : { [rule]: old },
    lastRead: piece.range.upTo,
    lastWritten: lastKept,
    finished: isLast(piece),
  };
}
