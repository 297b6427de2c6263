/** The two sides of a room's comparison: what the plan makes of the source's messages, and what the target holds. */
import type { Marked } from '#src/model/database-reader.ts';
import type { CurrentMessage, LegacyMessage, PageLimits } from '#src/model/messages.ts';
import type { MigrationPlan, RoomPlan } from '#src/model/plan.ts';
import type { MessageReader } from './walked-rooms.ts';

/** Part of a room by chatId: `after` exclusive, `upTo` inclusive, null = open. */
export interface ChatRange {
  readonly after: bigint | null;
  readonly upTo: bigint | null;
}

export interface RoomSides {
  /** Number of the room in the target. */
  readonly channelId: number;
  /** For progress only. */
  readonly name: string;
  expected(range: ChatRange): AsyncIterable<readonly CurrentMessage[]>;
  actual(range: ChatRange): AsyncIterable<readonly CurrentMessage[]>;
}

/**
 * Bounds of the pages that either side reads; two pages a side and stretch are in memory at most. Small, so that they are
 * gone before the collector moves them to where collecting is dear; the reader asks the server for many pages at once.
 */
export const VERIFY_PAGE: PageLimits = { rows: 250, bytes: 1 << 20 };

/** Legacy numbers of authors, as their messages pass by. */
export interface HeardAuthors {
  author(legacyUserId: number): void;
  /** Only of those who need a placeholder. */
  orphan(legacyUserId: number): void;
}

/** Take the marks of what is read, side by side. */
export interface MarkedSinks {
  readonly source?: Marked;
  readonly target?: Marked;
}

/** Where both sides are read from at this instant. */
export interface SideReaders {
  source: MessageReader<LegacyMessage>;
  target: MessageReader<CurrentMessage>;
}

/**
 * @param room with a number in the target
 * @param readers looked at anew at each reading
 * @param empty which sides need not be asked at all
 * @param marked is given the marks of each reading
 */
export function roomSides(
  plan: MigrationPlan,
  room: RoomPlan & { readonly newChannelId: number },
  readers: SideReaders,
  empty: { readonly expected: boolean; readonly actual: boolean },
  heard: HeardAuthors,
  marked: MarkedSinks = {},
): RoomSides {
  return {
    channelId: room.newChannelId,
    name: room.name,
    async *expected(range) {
      if (empty.expected) return;
      const wanted = { channelId: room.channelId, after: range.after, upTo: range.upTo };
      for await (const page of readers.source.messages(wanted, VERIFY_PAGE, marked.source)) {
        const translated = plan.translate(room, page);
        for (const author of translated.orphanAuthors) heard.orphan(author);
        let last: unknown = null;
        for (const message of page) {
          const author: unknown = message[2];
          if (author === last) continue;
          last = author;
          if (typeof author === 'number') heard.author(author);
        }
        yield translated.messages;
      }
    },
    async *actual(range) {
      if (empty.actual) return;
      const wanted = { channelId: room.newChannelId, after: range.after, upTo: range.upTo };
      yield* readers.target.messages(wanted, VERIFY_PAGE, marked.target);
    },
  };
}

/** A room that the target has and the plan does not fill: whatever it holds is extra. */
export function extraRoomSides(channelId: number, name: string, target: SideReaders['target']): RoomSides {
  return {
    channelId,
    name,
    async *expected() {},
    actual: (range) => target.messages({ channelId, ...range }, VERIFY_PAGE),
  };
}
