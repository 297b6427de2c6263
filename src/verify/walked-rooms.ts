/**
 * Small neighbouring rooms read in one go and handed out one after the other, so that thousands of them do not cost a
 * statement each on either side. Rooms are asked for in the order of the walk; at most a page is held. What is asked for
 * otherwise is read as ever.
 */
import type { ChannelRun, DatabaseReader, Marked, MessageRange } from '#src/model/database-reader.ts';
import type { ChannelPage, PageLimits } from '#src/model/messages.ts';
import { PageCursor } from './page-cursor.ts';

export type MessageReader<Message> = Pick<DatabaseReader<Message>, 'messages'>;

export class WalkedRooms<Message> implements MessageReader<Message> {
  readonly #reader: MessageReader<Message>;
  readonly #run: ChannelRun;
  readonly #pages: PageCursor<ChannelPage<Message>>;
  /** The room that was asked for last. */
  #reached = Number.NEGATIVE_INFINITY;

  /**
   * @param marked is given the marks of all that is read, those of rooms between the wanted ones, too: those of a room by
   * the time that it has been handed out to its end
   */
  constructor(
    reader: MessageReader<Message> & Pick<DatabaseReader<Message>, 'walk'>,
    run: ChannelRun,
    limits: PageLimits,
    marked?: Marked,
  ) {
    this.#reader = reader;
    this.#run = run;
    this.#pages = new PageCursor(reader.walk(run, limits, marked));
  }

  async *messages(range: MessageRange, limits: PageLimits, marked?: Marked): AsyncIterable<Message[]> {
    const { channelId } = range;
    if (!this.#isAhead(range)) {
      yield* this.#reader.messages(range, limits, marked);
      return;
    }
    this.#reached = channelId;
    const pages = this.#pages;
    for (let next = await pages.ahead(); next !== null && next.channelId <= channelId; next = await pages.ahead()) {
      pages.skip();
      if (next.channelId === channelId) yield next.messages;
    }
  }

  /** What has not been handed out is not read any more. */
  async close(): Promise<void> {
    await this.#pages[Symbol.asyncDispose]();
  }

  /** True for a whole room that the walk has still to come to. */
  #isAhead({ channelId, after, upTo }: MessageRange): boolean {
    const { first, last } = this.#run;
    const isWalked = channelId >= first && channelId <= last && channelId > this.#reached;
    return isWalked && after === null && upTo === null;
  }
}
