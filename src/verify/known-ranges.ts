/**
 * Ranges that need not be read: an earlier verification found them alike, both sides still have the marks that they had
 * then, the room still becomes the same one, and all their authors are still mapped as they were. Everything else that
 * decides a message (policies, filter, rules) cannot change within a migration.
 */
import { type AuthorList, type AuthorMapping, authorList, stillMapped } from './author-mapping.ts';
import type { KnownRange, MarkBook } from './mark-book.ts';
import type { MarkedRoom } from './marked-rooms.ts';
import type { ComparedRange } from './room-comparison.ts';
import type { ChatRange } from './room-sides.ts';
import type { Order } from './sequence.ts';

export class KnownRanges {
  readonly #book: MarkBook;
  readonly #mapping: AuthorMapping;
  ranges = 0;
  /** In the target. */
  messages = 0;
  /** Legacy ids of authors of known ranges who need a placeholder. */
  readonly orphanAuthors = new Set<number>();
  /** As the target numbers them. */
  readonly authors = new Set<number>();

  constructor(book: MarkBook, mapping: AuthorMapping) {
    this.#book = book;
    this.#mapping = mapping;
  }

  /** @returns false when nothing is known of any room */
  begin(): Promise<boolean> {
    return this.#book.begin();
  }

  /** Before anything is asked of a room. */
  enter({ room }: MarkedRoom): Promise<void> {
    return this.#book.enter(room.channelId);
  }

  /** When the room is through. */
  leave({ room }: MarkedRoom): void {
    this.#book.leave(room.channelId);
  }

  /** True when the range is known, and counted as such. */
  take(marked: MarkedRoom, upTo: bigint): boolean {
    const known = this.#valid(marked, upTo);
    if (known === null) return false;
    this.ranges++;
    this.messages += known.messages;
    for (const [newId, ...legacyIds] of authorsOf(known)) {
      if (newId === null) continue;
      this.authors.add(newId);
      for (const id of legacyIds) if (this.#mapping.of(id).orphan) this.orphanAuthors.add(id);
    }
    return true;
  }

  /** Ranges that neither side has any more. */
  forgetVanished({ room, source, target }: MarkedRoom): void {
    for (const upTo of [...this.#book.of(room.channelId).keys()]) {
      if (!source.has(upTo) && !target.has(upTo)) this.#book.unlike(room.channelId, upTo);
    }
  }

  /** The order of messages in every known range of a room. */
  *taken(marked: MarkedRoom): Iterable<{ readonly upTo: bigint; readonly order: Order }> {
    for (const upTo of this.#book.of(marked.room.channelId).keys()) {
      const known = this.#valid(marked, upTo);
      if (known === null) continue;
      const { messages, firstDate, lastDate, inversions } = known;
      yield { upTo, order: { rows: messages, firstDate, lastDate, inversions, ascending: true } };
    }
  }

  /**
   * The range is alike on both sides.
   * @param rejected legacy numbers of authors whose messages the plan leaves out
   */
  async learn(marked: MarkedRoom, range: ComparedRange, rejected: ReadonlySet<number>): Promise<void> {
    const { expected, upTo } = range;
    const source = marked.source.get(upTo);
    const target = marked.target.get(upTo);
    // Where marks were taken before the messages were read, and a side has changed since, they speak of something else.
    if (source === undefined || (target?.rows ?? 0) !== expected.rows) {
      this.#book.unlike(marked.room.channelId, upTo);
      return;
    }
    await this.#book.alike({
      channelId: marked.room.channelId,
      upTo,
      newChannelId: marked.room.newChannelId,
      sourceMark: source.mark,
      targetMark: target?.mark ?? null,
      messages: expected.rows,
      authors: JSON.stringify(authorList(this.#mapping, range.expectedAuthors, rejected)),
      firstDate: expected.firstDate,
      lastDate: expected.lastDate,
      inversions: expected.inversions,
    });
  }

  /**
   * Ranges of a stretch that hold messages in the source, and none that the plan writes.
   * @param seen ranges that hold some
   */
  async learnEmpty(
    marked: MarkedRoom,
    { after, upTo }: ChatRange,
    seen: ReadonlySet<bigint>,
    rejected: ReadonlySet<number>,
  ): Promise<void> {
    for (const [end, { mark }] of marked.source) {
      if ((after !== null && end <= after) || (upTo !== null && end > upTo)) continue;
      if (seen.has(end) || marked.target.has(end)) continue;
      await this.#book.alike({
        channelId: marked.room.channelId,
        upTo: end,
        newChannelId: marked.room.newChannelId,
        sourceMark: mark,
        targetMark: null,
        messages: 0,
        authors: JSON.stringify(authorList(this.#mapping, new Set(), rejected)),
        firstDate: null,
        lastDate: null,
        inversions: 0,
      });
    }
  }

  #valid(marked: MarkedRoom, upTo: bigint): KnownRange | null {
    const known = this.#book.of(marked.room.channelId).get(upTo);
    if (known === undefined || known.newChannelId !== marked.room.newChannelId) return null;
    const same =
      known.sourceMark === (marked.source.get(upTo)?.mark ?? null) &&
      known.targetMark === (marked.target.get(upTo)?.mark ?? null);
    return same && stillMapped(this.#mapping, authorsOf(known)) ? known : null;
  }
}

function authorsOf(known: KnownRange): AuthorList {
  return JSON.parse(known.authors) as AuthorList;
}
