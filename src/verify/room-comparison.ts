/**
 * Compares the messages of one room, both sides streaming. The room is cut into ranges of chatIds by what is expected;
 * each range has one digest a side. Equal digests mean equal ranges; a range that differs is read again and compared
 * message by message, so memory stays at a few pages whatever the room holds.
 */
import type { CurrentMessage } from '#src/model/messages.ts';
import type { Difference } from './difference.ts';
import { MessageCursor } from './message-cursor.ts';
import { MessageDigest } from './message-digest.ts';
import type { ChatRange, RoomSides } from './room-sides.ts';
import { difference } from './table-comparison.ts';

/** A range ends at whichever comes first: small enough to be read again cheaply, large enough that digests cost nothing. */
const RANGE_ROWS = 1_000;
const RANGE_BYTES = 1 << 20;

/** The digest of one range of one side, in the form in which it can be kept. */
export interface RangeDigest extends ChatRange {
  readonly channelId: number;
  readonly rows: number;
  /** SHA-256, hex. */
  readonly digest: string;
}

export interface ComparedRange {
  readonly expected: RangeDigest;
  readonly actual: RangeDigest;
  readonly alike: boolean;
}

/** Hears of every message on its way, for the checks that need all of them. */
export interface MessageObserver {
  expected?(message: CurrentMessage): void;
  actual?(message: CurrentMessage): void;
}

/** Both digests of every range of the room; together the ranges cover every possible chatId. */
export async function* compareRanges(
  sides: RoomSides,
  observer: MessageObserver = {},
  within: ChatRange = { after: null, upTo: null },
): AsyncIterable<ComparedRange> {
  await using expected = new MessageCursor(sides.expected(within));
  await using actual = new MessageCursor(sides.actual(within));
  const expectedDigest = new MessageDigest();
  const actualDigest = new MessageDigest();
  let after = within.after;
  for (;;) {
    const end = await digestOneRange(expected, expectedDigest, observer);
    const upTo = end ?? within.upTo;
    await digestUpTo(actual, actualDigest, upTo, observer);
    const left = taken(sides.channelId, after, upTo, expectedDigest);
    const right = taken(sides.channelId, after, upTo, actualDigest);
    yield { expected: left, actual: right, alike: left.digest === right.digest };
    if (end === null) return;
    after = upTo;
  }
}

/** Single messages that are not alike within a range, ascending. */
export async function* messageDifferences(sides: RoomSides, range: ChatRange): AsyncIterable<Difference> {
  await using expected = new MessageCursor(sides.expected(range));
  await using actual = new MessageCursor(sides.actual(range));
  for (;;) {
    const left = (await expected.more()) ? expected.peek() : null;
    const right = (await actual.more()) ? actual.peek() : null;
    if (left === null && right === null) return;
    if (right === null || (left !== null && left[1] < right[1])) {
      yield found(sides, left, 'missing');
      expected.skip();
    } else if (left === null || right[1] < left[1]) {
      yield found(sides, right, 'extra');
      actual.skip();
    } else {
      const columns = unlikeParts(left, right);
      if (columns.length > 0) yield found(sides, left, 'changed', columns);
      expected.skip();
      actual.skip();
    }
  }
}

/** Digests one range's worth of messages; its last chatId, or null when the side came to its end. */
async function digestOneRange(
  cursor: MessageCursor,
  digest: MessageDigest,
  observer: MessageObserver,
): Promise<bigint | null> {
  for (;;) {
    for (let message = cursor.peek(); message !== null; message = cursor.peek()) {
      digest.add(message);
      observer.expected?.(message);
      cursor.skip();
      if (digest.rows >= RANGE_ROWS || digest.bytes >= RANGE_BYTES) return message[1];
    }
    if (!(await cursor.more())) return null;
  }
}

async function digestUpTo(
  cursor: MessageCursor,
  digest: MessageDigest,
  upTo: bigint | null,
  observer: MessageObserver,
): Promise<void> {
  for (;;) {
    for (let message = cursor.peek(); message !== null; message = cursor.peek()) {
      if (upTo !== null && message[1] > upTo) return;
      digest.add(message);
      observer.actual?.(message);
      cursor.skip();
    }
    if (!(await cursor.more())) return;
  }
}

function taken(channelId: number, after: bigint | null, upTo: bigint | null, digest: MessageDigest): RangeDigest {
  return { channelId, after, upTo, rows: digest.rows, digest: digest.take() };
}

const PARTS = ['channelId', 'chatId', 'chatDate', 'userId', 'isAlert', 'content', 'rtf'] as const;

/** Names of the columns in which two messages are not alike. */
export function unlikeParts(left: CurrentMessage, right: CurrentMessage): string[] {
  return PARTS.filter((_, part) => left[part] !== right[part]);
}

function found(
  sides: RoomSides,
  message: CurrentMessage | null,
  what: Difference['what'],
  columns: readonly string[] = [],
): Difference {
  return difference('tblChat', `${sides.channelId}/${message?.[1]}`, what, columns);
}
