/** Which stretches of a part must be compared, when it is known of some ranges that they have not changed. */
import { MARK_RANGE_IDS } from '#src/model/marks-port.ts';
import type { UnchangedRanges } from './delta-port.ts';
import type { LoadedPart } from './loaded-parts.ts';

/** `after` exclusive, null = from the lowest; `upTo` inclusive. */
export interface Stretch {
  readonly after: bigint | null;
  readonly upTo: bigint;
}

export interface Stretches {
  /** Ascending; what lies between them is unchanged. */
  readonly toCompare: readonly Stretch[];
  /** Messages that lie between them: read, and all of them written. */
  readonly unchangedRows: number;
}

/** Everything that was loaded of a part. */
export function wholeOf({ part, position }: LoadedPart): Stretches {
  return { toCompare: [{ after: part.after, upTo: position.read }], unchangedRows: 0 };
}

/** Ranges that the part holds only a piece of are compared, because nobody counted their pieces. */
export function stretchesBetween(loaded: LoadedPart, { ranges }: UnchangedRanges): Stretches {
  const { part, position } = loaded;
  const toCompare: Stretch[] = [];
  let after = part.after;
  let unchangedRows = 0;
  for (const [upTo, rows] of [...ranges].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const begin = upTo - MARK_RANGE_IDS;
    if (!isWithin(loaded, begin, upTo)) continue;
    if (after === null ? begin > 0n : begin > after) toCompare.push({ after, upTo: begin });
    after = upTo;
    unchangedRows += rows;
  }
  if (after === null || after < position.read) toCompare.push({ after, upTo: position.read });
  return { toCompare, unchangedRows };
}

/** @param begin exclusive */
function isWithin({ part, position }: LoadedPart, begin: bigint, upTo: bigint): boolean {
  if (part.after !== null && begin < part.after) return false;
  if (upTo <= position.read) return true;
  // The last range of a room that has not grown: there is nothing in it beyond what was read.
  const last = part.room.bounds?.lastChatId ?? null;
  return part.upTo === null && begin < position.read && last !== null && last <= position.read;
}

/**
 * True when nothing of a room has to be compared: everything that its books count lies in unchanged ranges.
 * @param parts of one room, all of those that something was loaded of
 */
export function isSettled(parts: readonly LoadedPart[], { ranges, all }: UnchangedRanges): boolean {
  if (!all || !parts.every(isTrusted)) return false;
  const counted = parts.reduce((sum, { unit }) => sum + unit.rowsRead, 0n);
  let rows = 0;
  for (const count of ranges.values()) rows += count;
  return counted === BigInt(rows);
}

/** What its unit says of a part holds, and no message of it was rejected: such a one is looked at each time. */
export function isTrusted({ part, unit }: LoadedPart): boolean {
  return unit.state === 'done' && unit.rowsRejected === 0n && part.room.left === null;
}
