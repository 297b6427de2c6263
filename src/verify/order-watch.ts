/**
 * Sees all messages of a room on both sides and compares what needs the whole sequence: that chatIds ascend, and that
 * time runs backwards as often in the target as in the source, so that the room reads in the order in which it was
 * written.
 */
import type { CurrentMessage } from '#src/model/messages.ts';
import type { Violation } from './invariants/invariant.ts';
import type { MessageObserver } from './room-comparison.ts';

export const ORDER_RULE = {
  id: 'V17-message-order',
  title: 'Messages of a room stand in the order of the source.',
  source: 'Persistent Chat database schema, tblChat: chatId gives the order in the room',
} as const;

class Sequence {
  inversions = 0;
  ascending = true;
  #id: bigint | null = null;
  #date: bigint | null = null;

  add(message: CurrentMessage): void {
    if (this.#id !== null && message[1] <= this.#id) this.ascending = false;
    if (this.#date !== null && message[2] < this.#date) this.inversions++;
    this.#id = message[1];
    this.#date = message[2];
  }
}

export class OrderWatch implements MessageObserver {
  readonly #channelId: number;
  readonly #authors: Set<number>;
  readonly #expected = new Sequence();
  readonly #actual = new Sequence();

  /** @param authors takes the prinIDs of all authors in the target */
  constructor(channelId: number, authors: Set<number>) {
    this.#channelId = channelId;
    this.#authors = authors;
  }

  expected(message: CurrentMessage): void {
    this.#expected.add(message);
  }

  actual(message: CurrentMessage): void {
    this.#actual.add(message);
    this.#authors.add(message[3]);
  }

  *violations(): Iterable<Violation> {
    if (this.#actual.ascending && this.#actual.inversions === this.#expected.inversions) return;
    const message = `reads in another order: time runs backwards ${this.#actual.inversions} time(s), in the source ${this.#expected.inversions}`;
    yield { subject: `room ${this.#channelId}`, message, owner: { node: this.#channelId } };
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
