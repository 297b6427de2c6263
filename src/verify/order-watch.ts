/**
 * What needs all messages of a room, on both sides: that chatIds ascend, and that time runs backwards as often in the
 * target as in the source, so that the room reads in the order in which it was written. And what needs those of all
 * rooms: that every author exists.
 */
import type { Violation } from './invariants/invariant.ts';
import { joined, type Order } from './sequence.ts';

export const ORDER_RULE = {
  id: 'V17-message-order',
  title: 'Messages of a room stand in the order of the source.',
  source: 'Persistent Chat database schema, tblChat: chatId gives the order in the room',
} as const;

interface Run {
  readonly upTo: bigint;
  readonly expected: Order;
  readonly actual: Order;
}

/** Hears of a room's ranges, in any order, whether they were compared now or are known to be alike. */
export class OrderWatch {
  readonly #channelId: number;
  #open: number;
  readonly #runs: Run[] = [];

  /** @param stretches of the room that are compared by themselves */
  constructor(channelId: number, stretches: number) {
    this.#channelId = channelId;
    this.#open = stretches;
  }

  heard(upTo: bigint, expected: Order, actual: Order): void {
    this.#runs.push({ upTo, expected, actual });
  }

  /** Another stretch of the room is through. True for the last one: then nothing more is heard of the room. */
  close(): boolean {
    this.#open -= 1;
    return this.#open === 0;
  }

  /** Null where the room reads as it should. */
  violation(): Violation | null {
    this.#runs.sort((a, b) => (a.upTo < b.upTo ? -1 : 1));
    const expected = joined(this.#runs.map((run) => run.expected));
    const actual = joined(this.#runs.map((run) => run.actual));
    if (actual.ascending && actual.inversions === expected.inversions) return null;
    const message = `reads in another order: time runs backwards ${actual.inversions} time(s), in the source ${expected.inversions}`;
    return { subject: `room ${this.#channelId}`, message, owner: { node: this.#channelId } };
  }
}

export const AUTHOR_RULE = {
  id: 'V16-authors',
  title: 'The author of every message is a principal that exists.',
  source: 'Persistent Chat database schema, tblChat (no foreign key is documented)',
} as const;

/** @param authors prinIDs found in messages of this migration */
export function* unknownAuthors(
  authors: ReadonlySet<number>,
  principals: ReadonlyMap<number, number>,
): Iterable<Violation> {
  for (const author of authors) {
    if (principals.has(author)) continue;
    const message = 'has written messages and has no row';
    yield { subject: `principal ${author}`, message, owner: { principal: author } };
  }
}
