/**
 * What an engine needs to copy messages inside the server: where the source's tables are seen from the target's session,
 * and what one statement shall take. The mapping of authors, and of rooms with the part of each that is to be copied, are
 * tables of the journal, beside the target.
 */

/** Where the target's own session sees the source: a database of the same instance, or a SQLite file. */
export interface SourceBeside {
  readonly database: string;
}

export type BesideAnswer =
  | { readonly possible: true; readonly beside: SourceBeside }
  /** @property reason a clause that tells an operator what is in the way */
  | { readonly possible: false; readonly reason: string };

/** Messages of one channel with `after` < chatId <= `upTo`. */
export interface CopyRange {
  readonly channelId: number;
  readonly newChannelId: number;
  readonly after: bigint;
  readonly upTo: bigint;
}

export interface MessageCopy {
  /** Number of the mapping whose authors and ranges are meant. */
  readonly mapping: number;
  /** Ticks; older messages are left out. Null = none are. */
  readonly since: bigint | null;
  /** One range by itself, or the numbers of ranges in the mapping's table, as runs from first to last, both inclusive. */
  readonly what: CopyRange | readonly (readonly [first: number, last: number])[];
  /** How many ids there are between the bounds: never fewer than messages. */
  readonly ids: bigint;
}

/** What the source holds of one range. */
export interface RangeCount {
  /** Number of the range in the mapping's table; null for a range by itself. */
  readonly range: number | null;
  readonly rows: number;
  /** Those that `since` leaves out. */
  readonly old: number;
  /** Highest chatId among the others; null when there are none. */
  readonly lastKept: bigint | null;
}

export interface CopiedMessages {
  readonly inserted: number;
  /**
   * Ranges that hold any message. Null when every id of every range was there and was copied, so that there is nothing to
   * count. Where `inserted` is not the sum of `rows` less `old`, some message is not plainly mappable.
   */
  readonly counts: readonly RangeCount[] | null;
}

/** Numbers of mappings stand above the 32 bits of an id: each key of the mapping tables is one whole number. */
export const MAPPING_STEP = 4_294_967_296n;

export function mappingKey(mapping: number, id: number): bigint {
  return BigInt(mapping) * MAPPING_STEP + BigInt(id);
}
