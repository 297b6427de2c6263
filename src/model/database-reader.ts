/**
 * How a stage reads one of the two databases. An implementation cannot write: it refuses any statement but SELECT and
 * opens its connections read-only where the engine knows that. It never reads dirty rows and never `SELECT *`.
 */
import type { Catalogue } from './catalogue.ts';
import type { DatabaseIdentity } from './identity.ts';
import type { MessageMark } from './marks-port.ts';
import type { ChannelPage, PageLimits, RoomBounds } from './messages.ts';
import type { TableSpec } from './schema/types.ts';
import type { Row } from './value.ts';

export interface DatabaseReader<Message> {
  identity(): Promise<DatabaseIdentity>;
  catalogue(): Promise<Catalogue>;
  /**
   * Rows of one table in primary-key order (by all columns where there is no key), in pages of at most 5,000 rows.
   * Reads the columns of `spec` that `present` names; the others come as null.
   */
  rows(spec: TableSpec, present?: ReadonlySet<string>): AsyncIterable<readonly Row[]>;
  /**
   * Messages of one room with `after` < chatId <= `upTo`, ascending, in pages within `limits`, with back-pressure.
   * @param marked is given the marks of the ranges that were read, some of them before their messages are handed out, the
   * last one at the end, if it is reached: those that `MarksPort.messages` gives, but for ranges that lie only in part
   * between `after` and `upTo`
   */
  messages(range: MessageRange, limits: PageLimits, marked?: Marked): AsyncIterable<Message[]>;
  /**
   * All messages of neighbouring channels, in order of channel and chatId: thousands of small rooms at the price of a few
   * statements. Each page holds the messages of one or more channels, within `limits` altogether.
   * @param marked as for `messages`
   */
  walk(run: ChannelRun, limits: PageLimits, marked?: Marked): AsyncIterable<readonly ChannelPage<Message>[]>;
  /**
   * Every channel that has messages, ascending by channelId, found by key seeks.
   * @param ranges instead of all channels, these parts of some: an entry for each that holds a message, in their order
   * @param counted with the number of messages; only where `ranges` are given
   */
  bounds(ranges?: readonly MessageRange[], counted?: 'counted'): Promise<RoomBounds[]>;
}

export type Marked = (marks: readonly MessageMark[]) => void;

/** Channels from `first` to `last`, both inclusive; of `first` only what lies beyond `after`, unless that is null. */
export interface ChannelRun {
  readonly first: number;
  readonly last: number;
  readonly after: bigint | null;
}

export interface MessageRange {
  readonly channelId: number;
  /** Exclusive; null = from the lowest. */
  readonly after: bigint | null;
  /** Inclusive; null = to the highest. */
  readonly upTo: bigint | null;
}
