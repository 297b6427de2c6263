/**
 * Compares the messages of one room, both sides streaming in the order of chatIds: message against message, in the ranges
 * in which marks are taken. Memory stays at a few pages and the differences of one range, whatever the room holds.
 */
import { MARK_RANGE_IDS, markRangeEnd } from '#src/model/marks-port.ts';
import type { CurrentMessage } from '#src/model/messages.ts';
import type { Difference } from './difference.ts';
import { MessageCursor } from './message-cursor.ts';
import type { ChatRange, RoomSides } from './room-sides.ts';
import { type Order, Sequence } from './sequence.ts';
import { difference } from './table-comparison.ts';

/** One range of the room that holds a message on either side. */
export interface ComparedRange {
  /** What was compared: the whole range, or as much of it as was asked for. */
  readonly after: bigint | null;
  readonly upTo: bigint;
  readonly expected: Order;
  readonly actual: Order;
  /** As the target numbers them. */
  readonly expectedAuthors: ReadonlySet<number>;
  readonly actualAuthors: ReadonlySet<number>;
  /** In the order of chatIds; none when both sides are alike. */
  readonly differences: readonly Difference[];
}

const LOWEST_ID = -(2n ** 63n);

/** Every range within `within` that holds a message on either side, ascending. */
export async function* compareRanges(
  sides: RoomSides,
  within: ChatRange = { after: null, upTo: null },
): AsyncIterable<ComparedRange> {
  await using expected = new MessageCursor(sides.expected(within));
  await using actual = new MessageCursor(sides.actual(within));
  for (;;) {
    const first = lower(await ahead(expected), await ahead(actual));
    if (first === null) return;
    const end = markRangeEnd(first);
    const begin = end - MARK_RANGE_IDS;
    const after = within.after !== null && within.after > begin ? within.after : begin < LOWEST_ID ? null : begin;
    const upTo = within.upTo !== null && within.upTo < end ? within.upTo : end;
    yield { after, upTo, ...(await compareRange(sides.channelId, expected, actual, upTo)) };
  }
}

async function compareRange(
  channelId: number,
  left: MessageCursor,
  right: MessageCursor,
  upTo: bigint,
): Promise<Omit<ComparedRange, 'after' | 'upTo'>> {
  const expected = new Sequence();
  /** The same as `expected` until the first difference. */
  let actual: Sequence | null = null;
  const authors = new Set<number>();
  const unlike = { expected: new Set<number>(), actual: new Set<number>() };
  const differences: Difference[] = [];
  for (;;) {
    for (
      let wanted = left.peek(), there = right.peek();
      wanted !== null && there !== null && wanted[1] <= upTo && alike(wanted, there);
      wanted = left.peek(), there = right.peek()
    ) {
      expected.add(wanted);
      actual?.add(there);
      authors.add(wanted[3]);
      left.skip();
      right.skip();
    }
    // Here a page ends, or the range, or the two sides differ.
    const wanted = within(await ahead(left), upTo);
    const there = within(await ahead(right), upTo);
    const chatId = lower(wanted, there);
    if (chatId === null) break;
    if (wanted !== null && there !== null && alike(wanted, there)) continue;
    actual ??= expected.fork();
    const inLeft = wanted !== null && wanted[1] === chatId;
    const inRight = there !== null && there[1] === chatId;
    const what = inLeft && inRight ? 'changed' : inLeft ? 'missing' : 'extra';
    const columns = inLeft && inRight ? unlikeParts(wanted, there) : [];
    differences.push(difference('tblChat', `${channelId}/${chatId}`, what, columns));
    if (inLeft) {
      expected.add(wanted);
      unlike.expected.add(wanted[3]);
      left.skip();
    }
    if (inRight) {
      actual.add(there);
      unlike.actual.add(there[3]);
      right.skip();
    }
  }
  return {
    expected,
    actual: actual ?? expected,
    expectedAuthors: joinedSets(authors, unlike.expected),
    actualAuthors: joinedSets(authors, unlike.actual),
    differences,
  };
}

function joinedSets(all: ReadonlySet<number>, few: ReadonlySet<number>): ReadonlySet<number> {
  return few.size === 0 ? all : new Set([...all, ...few]);
}

/** The next message, fetched if need be; null at the end. */
async function ahead(cursor: MessageCursor): Promise<CurrentMessage | null> {
  return (await cursor.more()) ? cursor.peek() : null;
}

function within(message: CurrentMessage | null, upTo: bigint): CurrentMessage | null {
  return message !== null && message[1] <= upTo ? message : null;
}

function lower(left: CurrentMessage | null, right: CurrentMessage | null): bigint | null {
  if (left === null) return right?.[1] ?? null;
  return right === null || left[1] < right[1] ? left[1] : right[1];
}

const PARTS = ['channelId', 'chatId', 'chatDate', 'userId', 'isAlert', 'content', 'rtf'] as const;

/** The same test as `unlikeParts`, written out: it runs once for every message. */
function alike(left: CurrentMessage, right: CurrentMessage): boolean {
  return (
    left[1] === right[1] &&
    left[0] === right[0] &&
    left[2] === right[2] &&
    left[3] === right[3] &&
    left[4] === right[4] &&
    left[5] === right[5] &&
    left[6] === right[6]
  );
}

/** Names of the columns in which two messages are not alike. */
export function unlikeParts(left: CurrentMessage, right: CurrentMessage): string[] {
  return PARTS.filter((_, part) => left[part] !== right[part]);
}
