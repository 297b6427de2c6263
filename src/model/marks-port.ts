/**
 * Marks: fingerprints of one database's rows, taken without bringing the rows here where the engine can do that. Equal
 * rows give equal marks, however they were inserted; a single change of any value, of the case of one letter or from NULL
 * to empty gives another one (64 bits). A mark means something only beside an earlier one of the same database.
 */
import type { MessageRange } from './database-reader.ts';
import type { RoomBounds } from './messages.ts';
import type { TableSpec } from './schema/types.ts';

/**
 * A channel's messages are cut where the chatId divides by this: a range is small enough to be read again for one change
 * in it, and a hundred million messages have few enough ranges to be held in memory. A power of two.
 */
export const MARK_RANGE_IDS = 8_192n;

export interface MessageMark {
  readonly channelId: number;
  /** Last chatId that the range may hold, whether or not there is one; the range begins after the one before it. */
  readonly upTo: bigint;
  /** At least 1: a range without messages has no mark. */
  readonly rows: number;
  /** The highest chatId that it does hold. */
  readonly last: bigint;
  /** At most 64 characters. */
  readonly mark: string;
}

export interface MarksPort {
  /** Mark of each table that the database has, over the columns of the spec that it has. */
  tables(specs: readonly TableSpec[]): Promise<ReadonlyMap<string, string>>;
  /**
   * Marks of all ranges with messages, ascending by channel and chatId, by key seeks alone.
   * @param rooms every channel that has messages, as `DatabaseReader.bounds` gives them; only what lies between a room's
   * bounds is looked at
   * @param wanted channels to take; all of them unless given
   */
  messages(rooms: Iterable<RoomBounds>, wanted?: (channelId: number) => boolean): AsyncIterable<readonly MessageMark[]>;
  /** Mark of one part of one channel, whatever its bounds; null when it holds no message. */
  message(range: MessageRange): Promise<Pick<MessageMark, 'rows' | 'mark'> | null>;
}

/** Last chatId of the range that holds `chatId`. */
export function markRangeEnd(chatId: bigint): bigint {
  return chatId | (MARK_RANGE_IDS - 1n);
}
