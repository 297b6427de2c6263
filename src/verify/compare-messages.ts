/**
 * Compares the messages of all rooms, several stretches at once. Every room that the plan fills is compared on both sides;
 * a room of this migration that holds messages although the plan leaves it empty is read on the target's side alone.
 * Ranges whose marks are those of an earlier comparison that found them alike are not read again. Where there has been no
 * such comparison, marks are taken of what is read.
 */
import type { SourcePort } from '#src/extract/source-port.ts';
import type { TargetReader } from '#src/load/target-port.ts';
import { messagesBetween } from '#src/model/channel-gaps.ts';
import type { ChannelRows } from '#src/model/channel-rows.ts';
import type { Marked } from '#src/model/database-reader.ts';
import { inParallel } from '#src/model/in-parallel.ts';
import type { MarksPort, MessageMark } from '#src/model/marks-port.ts';
import type { RoomBounds } from '#src/model/messages.ts';
import type { MigrationPlan } from '#src/model/plan.ts';
import type { Progress } from '#src/model/progress.ts';
import { AuthorMapping } from './author-mapping.ts';
import { type Between, type Bundle, type Bundled, bundles } from './bundles.ts';
import type { Difference } from './difference.ts';
import type { Violation } from './invariants/invariant.ts';
import { KnownRanges } from './known-ranges.ts';
import type { MarkBook } from './mark-book.ts';
import { isMigrated, type MarkedRoom, markedRooms, type RoomBeingMarked } from './marked-rooms.ts';
import { OrderWatch } from './order-watch.ts';
import { type ComparedRange, compareRanges } from './room-comparison.ts';
import {
  type ChatRange,
  extraRoomSides,
  type MarkedSinks,
  type RoomSides,
  roomSides,
  type SideReaders,
  VERIFY_PAGE,
} from './room-sides.ts';
import { goOn } from './stopped.ts';
import { stretchesOf, stretchesToRead } from './stretches.ts';
import { WalkedRooms } from './walked-rooms.ts';

/** Marks of both sides, and what an earlier verification has found out about them. */
export interface MarkedSides {
  /** True: everything is read, whatever the marks are. */
  readonly full: boolean;
  readonly source: MarksPort;
  readonly target: MarksPort;
  readonly book: MarkBook;
}

export interface MessageComparison {
  readonly plan: MigrationPlan;
  readonly source: SourcePort;
  readonly target: TargetReader;
  readonly targetBounds: ChannelRows<RoomBounds>;
  /** Null: everything is read, and nothing is remembered of it. */
  readonly marks: MarkedSides | null;
  /** Target rooms of this migration beyond those of the plan (their rows are extra, and so is what they hold). */
  readonly extraRooms: readonly { readonly channelId: number; readonly name: string }[];
  /** Stretches compared at once. */
  readonly concurrency: number;
  readonly progress: Progress;
  readonly stop: AbortSignal;
  found(difference: Difference): void;
}

export interface RoomRange extends ChatRange {
  readonly room: RoomSides;
}

export interface ComparedMessages {
  readonly rooms: number;
  /** Messages that the plan expects, read or known. */
  readonly messages: number;
  /** Messages read on both sides. */
  readonly rowsRead: number;
  /** What did not have to be read again. */
  readonly fromMarks: { readonly ranges: number; readonly messages: number };
  /** Legacy ids of authors who need a placeholder. */
  readonly orphanAuthors: ReadonlySet<number>;
  /** prinIDs of all authors in the target. */
  readonly authors: ReadonlySet<number>;
  /** Rooms of the target that read in another order than in the source, by their numbers. */
  readonly outOfOrder: readonly Violation[];
  /** Ranges that differ, for repair. */
  readonly unlike: readonly RoomRange[];
}

/** A part of a room to be read. */
interface Stretch extends Bundled {
  readonly room: RoomSides;
  readonly readers: SideReaders;
  readonly watch: OrderWatch;
  readonly marked: MarkedRoom | null;
  /** Null unless marks are taken of what is read. */
  readonly taking: RoomBeingMarked | null;
  /** Ranges without a difference, in order, whose marks have not come yet; those of the last come when the stretch ends. */
  readonly alike: ComparedRange[];
  /** Legacy numbers of authors seen in it whose messages are rejected. */
  readonly rejected: ReadonlySet<number>;
  /** Ranges of it that turned out to hold something on either side. */
  readonly seen: Set<bigint>;
}

export async function compareMessages(comparison: MessageComparison): Promise<ComparedMessages> {
  const { progress, stop, marks } = comparison;
  const state = new Comparing(comparison);
  const compare = async (stretch: Stretch): Promise<void> => {
    for await (const range of compareRanges(stretch.room, stretch)) {
      goOn(stop);
      await state.take(stretch, range);
      const { rows } = range.expected;
      const subject = `room:${stretch.room.channelId}`;
      if (rows > 0) progress({ event: 'rows:moved', phase: 'messages', rows, subject });
    }
    await state.close(stretch);
  };
  const compareInTurn = async (stretches: readonly Stretch[]): Promise<void> => {
    for (const stretch of stretches) {
      await compare(stretch);
      // Whoever repairs the room later reads it as it is then.
      Object.assign(stretch.readers, state.readers());
    }
  };
  const compareBundle = async ({ stretches, runs }: Bundle<Stretch>): Promise<void> => {
    if (runs === null) return compareInTurn(stretches);
    const marked = (side: 'source' | 'target') => state.markedBy(stretches, side);
    const source = new WalkedRooms(comparison.source, runs.source, VERIFY_PAGE, marked('source'));
    const target = new WalkedRooms(comparison.target, runs.target, VERIFY_PAGE, marked('target'));
    for (const { readers } of stretches) Object.assign(readers, { source, target });
    try {
      await compareInTurn(stretches);
    } finally {
      await Promise.all([source.close(), target.close()]);
    }
  };
  try {
    await state.begin();
    await inParallel(bundles(state.stretches(), state.between()), comparison.concurrency, compareBundle);
  } finally {
    // Whatever ends the work, the next run need not do again what was done.
    await marks?.book.end();
  }
  return state.result();
}

class Comparing {
  readonly #comparison: MessageComparison;
  readonly #mapping: AuthorMapping;
  readonly #known: KnownRanges | null;
  readonly #orphanAuthors = new Set<number>();
  readonly #authors = new Set<number>();
  readonly #outOfOrder: { readonly channelId: number; readonly violation: Violation }[] = [];
  readonly #unlike: RoomRange[] = [];
  /** Nothing is known of any room: there are no marks to go by, and they are taken of what is read. */
  #isFirst = false;
  #rooms = 0;
  #messages = 0;
  #rowsRead = 0;

  constructor(comparison: MessageComparison) {
    this.#comparison = comparison;
    this.#mapping = new AuthorMapping(comparison.plan);
    const { marks } = comparison;
    this.#known = marks === null || marks.full ? null : new KnownRanges(marks.book, this.#mapping);
  }

  async begin(): Promise<void> {
    this.#isFirst = (await this.#known?.begin()) === false;
  }

  /** Gives the marks of rooms that are read in one go to each of them; undefined where none are taken. */
  markedBy(stretches: readonly Stretch[], side: 'source' | 'target'): Marked | undefined {
    if (!this.#isFirst) return undefined;
    const rooms = new Map(stretches.map(({ numbers, taking }) => [numbers?.[side], taking?.[side]]));
    return (marks) => {
      for (const mark of marks) rooms.get(mark.channelId)?.set(mark.upTo, mark);
    };
  }

  readers(): SideReaders {
    const { source, target } = this.#comparison;
    return { source, target };
  }

  between(): Between {
    const { plan, targetBounds } = this.#comparison;
    return {
      source: messagesBetween(plan.rooms.flatMap(({ bounds }) => (bounds === null ? [] : [bounds]))),
      target: messagesBetween(targetBounds),
    };
  }

  async *stretches(): AsyncIterable<Stretch> {
    const { plan, marks, target, targetBounds, extraRooms, stop } = this.#comparison;
    if (marks === null || marks.full || this.#isFirst) {
      for (const room of plan.rooms.filter(isMigrated)) {
        if (room.bounds === null && this.#boundsOf(room.newChannelId) === null) continue;
        const marked = { room, source: new Map(), target: new Map() };
        yield* this.#stretchesOf(marked, stretchesOf(room.bounds), this.#isFirst ? marked : null);
      }
    } else {
      for await (const marked of markedRooms(plan, marks, targetBounds)) {
        goOn(stop);
        const { source, target: there } = marked;
        await this.#known?.enter(marked);
        yield* this.#stretchesOf(
          marked,
          stretchesToRead(source, there, (upTo) => this.#isKnown(marked, upTo)),
        );
      }
    }
    for (const { channelId, name } of extraRooms) {
      if (this.#boundsOf(channelId) === null) continue;
      this.#rooms++;
      const stretch = { after: null, upTo: null, rejected: new Set<number>(), seen: new Set<bigint>() };
      const alone = { numbers: null, ids: Number.POSITIVE_INFINITY, readers: this.readers() };
      yield {
        room: extraRoomSides(channelId, name, target),
        watch: new OrderWatch(channelId, 1),
        marked: null,
        taking: null,
        alike: [],
        ...alone,
        ...stretch,
      };
    }
  }

  async take(stretch: Stretch, range: ComparedRange): Promise<void> {
    const { expected, actual, differences, after, upTo } = range;
    stretch.seen.add(upTo);
    this.#messages += expected.rows;
    this.#rowsRead += expected.rows + actual.rows;
    for (const author of range.actualAuthors) this.#authors.add(author);
    stretch.watch.heard(upTo, expected, actual);
    if (differences.length > 0) {
      this.#unlike.push({ room: stretch.room, after, upTo });
      for (const difference of differences) this.#comparison.found(difference);
      if (stretch.marked !== null) this.#comparison.marks?.book.unlike(stretch.marked.room.channelId, upTo);
    } else if (stretch.taking !== null) {
      const { source, target } = stretch.taking;
      stretch.alike.push(range);
      // What is known of them must not wait for the end of a stretch, which a run may not come to.
      await this.#learnAlike(stretch, (end) => source.has(end) && target.has(end));
    } else if (stretch.marked !== null) await this.#known?.learn(stretch.marked, range, stretch.rejected);
  }

  /** Ranges that hold nothing for the target have been read all the same. */
  async close(stretch: Stretch): Promise<void> {
    const { marked, watch } = stretch;
    await this.#learnAlike(stretch, () => true);
    if (marked !== null) await this.#known?.learnEmpty(marked, stretch, stretch.seen, stretch.rejected);
    if (!watch.close()) return;
    if (marked !== null) this.#known?.leave(marked);
    const violation = watch.violation();
    if (violation !== null) this.#outOfOrder.push({ channelId: stretch.room.channelId, violation });
  }

  async #learnAlike({ marked, alike, rejected }: Stretch, isMarked: (upTo: bigint) => boolean): Promise<void> {
    while (marked !== null && alike[0] !== undefined && isMarked(alike[0].upTo)) {
      await this.#known?.learn(marked, alike[0], rejected);
      alike.shift();
    }
  }

  result(): ComparedMessages {
    const known = this.#known;
    return {
      rooms: this.#rooms,
      messages: this.#messages + (known?.messages ?? 0),
      rowsRead: this.#rowsRead,
      fromMarks: { ranges: known?.ranges ?? 0, messages: known?.messages ?? 0 },
      orphanAuthors: joined(this.#orphanAuthors, known?.orphanAuthors),
      authors: joined(this.#authors, known?.authors),
      outOfOrder: this.#outOfOrder.toSorted((a, b) => a.channelId - b.channelId).map(({ violation }) => violation),
      unlike: this.#unlike,
    };
  }

  *#stretchesOf(
    marked: MarkedRoom,
    ranges: readonly ChatRange[],
    taking: RoomBeingMarked | null = null,
  ): Iterable<Stretch> {
    const { plan } = this.#comparison;
    const { room } = marked;
    this.#rooms++;
    this.#known?.forgetVanished(marked);
    if (ranges.length === 0) {
      this.#known?.leave(marked);
      return;
    }
    const watch = new OrderWatch(room.newChannelId, ranges.length);
    for (const { upTo, order } of this.#known?.taken(marked) ?? []) watch.heard(upTo, order, order);
    const there = this.#boundsOf(room.newChannelId);
    const empty = { expected: room.bounds === null, actual: there === null };
    const numbers = { source: room.channelId, target: room.newChannelId };
    const ids = Math.max(spanOf(room.bounds), spanOf(there));
    for (const range of ranges) {
      const rejected = new Set<number>();
      const readers = this.readers();
      const heard = {
        author: (id: number) => {
          if (this.#mapping.of(id).newId === null) rejected.add(id);
        },
        orphan: (id: number) => this.#orphanAuthors.add(id),
      };
      const sides = roomSides(plan, room, readers, empty, heard, taking === null ? {} : sinksOf(taking));
      const found = { rejected, seen: new Set<bigint>(), alike: [] };
      yield { room: sides, readers, numbers, ids, watch, marked, taking, ...found, ...range };
    }
  }

  /** In the target; null without messages. */
  #boundsOf(channelId: number): RoomBounds | null {
    return this.#comparison.targetBounds.of(channelId)[0] ?? null;
  }

  #isKnown(marked: MarkedRoom, upTo: bigint): boolean {
    return this.#known?.take(marked, upTo) ?? false;
  }
}

/** The first of them, which takes in the other: a pool has as many authors as people, and another set as large. */
function joined(one: Set<number>, other: ReadonlySet<number> = new Set()): ReadonlySet<number> {
  for (const id of other) one.add(id);
  return one;
}

function sinksOf({ source, target }: RoomBeingMarked): MarkedSinks {
  const into = (marks: Map<bigint, MessageMark>) => (taken: readonly MessageMark[]) => {
    for (const mark of taken) marks.set(mark.upTo, mark);
  };
  return { source: into(source), target: into(target) };
}

function spanOf(bounds: RoomBounds | null): number {
  return bounds === null ? 0 : Number(bounds.lastChatId - bounds.firstChatId + 1n);
}
