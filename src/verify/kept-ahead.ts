/**
 * What the journal keeps of ranges, room by room, read while a comparison goes through the rooms in the order of their
 * numbers: a page of it is in memory, and those of rooms that were passed over, in case they are asked for later.
 */
import type { JournalReader } from '#src/journal/journal-port.ts';
import type { MarkRecord } from '#src/journal/journal-tables.ts';

export class KeptAhead {
  readonly #pages: AsyncIterator<MarkRecord[]>;
  readonly #passed = new Map<number, Map<bigint, MarkRecord>>();
  #page: readonly MarkRecord[] = [];
  #at = 0;

  constructor(journal: JournalReader, migrationId: string) {
    this.#pages = journal.pages('mark', { migrationId })[Symbol.asyncIterator]();
  }

  /** Each room may be taken once. */
  async take(channelId: number): Promise<Map<bigint, MarkRecord>> {
    for (let next = await this.#next(); next !== null && next.channelId <= channelId; next = await this.#next()) {
      const ofRoom = this.#passed.get(next.channelId);
      if (ofRoom === undefined) this.#passed.set(next.channelId, new Map([[next.upTo, next]]));
      else ofRoom.set(next.upTo, next);
      this.#at++;
    }
    const taken = this.#passed.get(channelId) ?? new Map<bigint, MarkRecord>();
    this.#passed.delete(channelId);
    return taken;
  }

  /** True when there is nothing more to take of rooms that have not been reached. */
  async isEmpty(): Promise<boolean> {
    return (await this.#next()) === null;
  }

  async close(): Promise<void> {
    await this.#pages.return?.();
  }

  /** Null at the end. */
  async #next(): Promise<MarkRecord | null> {
    while (this.#at >= this.#page.length) {
      const next = await this.#pages.next();
      if (next.done === true) return null;
      this.#page = next.value;
      this.#at = 0;
    }
    return this.#page[this.#at] ?? null;
  }
}
