/**
 * What the journal keeps of ranges, room by room, read while a comparison goes through the rooms in the order of their
 * numbers: a page of it is in memory, and those of rooms that were passed over, in case they are asked for later.
 */
import type { JournalReader } from '#src/journal/journal-port.ts';
import type { MarkRecord } from '#src/journal/journal-tables.ts';
import { PageCursor } from './page-cursor.ts';

export class KeptAhead {
  readonly #pages: PageCursor<MarkRecord>;
  readonly #passed = new Map<number, Map<bigint, MarkRecord>>();

  constructor(journal: JournalReader, migrationId: string) {
    this.#pages = new PageCursor(journal.pages('mark', { migrationId }));
  }

  /** Each room may be taken once. */
  async take(channelId: number): Promise<Map<bigint, MarkRecord>> {
    const pages = this.#pages;
    for (let next = await pages.ahead(); next !== null && next.channelId <= channelId; next = await pages.ahead()) {
      const ofRoom = this.#passed.get(next.channelId);
      if (ofRoom === undefined) this.#passed.set(next.channelId, new Map([[next.upTo, next]]));
      else ofRoom.set(next.upTo, next);
      pages.skip();
    }
    const taken = this.#passed.get(channelId) ?? new Map<bigint, MarkRecord>();
    this.#passed.delete(channelId);
    return taken;
  }

  /** True when there is nothing more to take of rooms that have not been reached. */
  async isEmpty(): Promise<boolean> {
    return (await this.#pages.ahead()) === null;
  }

  async close(): Promise<void> {
    await this.#pages[Symbol.asyncDispose]();
  }
}
