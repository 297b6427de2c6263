/**
 * The way over the wire: pages are read here, translated here and loaded there. It works between any two databases.
 * Memory holds a page and a batch for each lot, whatever the size of a room.
 */
import { storeRejects } from '#src/journal/rejects.ts';
import type { LegacyMessage, PageLimits } from '#src/model/messages.ts';
import type { LoadContext } from './load-context.ts';
import type { PartWork } from './lots.ts';
import { MessageBatch, pageBytes } from './message-batch.ts';
import { messagePages } from './message-pages.ts';
import type { MessagePath, PreparedBatch } from './message-path.ts';
import type { Placeholders } from './placeholders.ts';

export class WirePath implements MessagePath {
  readonly #context: LoadContext;
  readonly #placeholders: Placeholders;

  constructor(context: LoadContext, placeholders: Placeholders) {
    this.#context = context;
    this.#placeholders = placeholders;
  }

  async *batches(lot: readonly PartWork[], limits: () => PageLimits): AsyncIterable<PreparedBatch> {
    const { plan, target } = this.#context.request;
    let batch = new MessageBatch(await target.pack());
    for (const work of lot) {
      for await (const page of this.#pages(work)) {
        for (const slice of slices(page, limits)) {
          const bytes = pageBytes(slice);
          if (batch.exceeds(slice.length, bytes, limits())) {
            yield this.#prepared(batch);
            batch = new MessageBatch(await target.pack());
          }
          const translated = plan.translate(work.part.room, slice);
          if (translated.orphanAuthors.length > 0) await this.#placeholders.ensure(translated.orphanAuthors);
          batch.add(work, slice, translated, bytes);
        }
      }
      batch.finish(work);
    }
    if (!batch.isEmpty) yield this.#prepared(batch);
  }

  async *#pages({ part, after, upTo }: PartWork): AsyncIterable<LegacyMessage[]> {
    const { source, limits } = this.#context.request;
    const range = { channelId: part.room.channelId, after, upTo };
    for await (const page of messagePages(source, range, pageOf(limits), this.#context.patience)) {
      this.#context.goOn();
      yield page;
    }
  }

  #prepared({ pack, rejects, shares }: MessageBatch): PreparedBatch {
    const books = [...shares.values()];
    return {
      parts: books.map(({ part }) => part),
      rows: books.reduce((sum, { read }) => sum + read, 0),
      write: async (transaction) => {
        if (pack.rows > 0) await transaction.insertMessages(pack);
        await storeRejects(transaction.journal, this.#context.migrationId, rejects);
        return books;
      },
    };
  }
}

/**
 * Pages are small, so that what they are made of is gone before the collector moves it to where collecting is dear; a
 * batch holds many of them. The reader asks the server for more than a page at once.
 */
const PAGE: PageLimits = { rows: 1_000, bytes: 1 << 20 };

function pageOf({ rows, bytes }: PageLimits): PageLimits {
  return { rows: Math.min(rows, PAGE.rows), bytes: Math.min(bytes, PAGE.bytes) };
}

/** A page is cut to what is wanted now. */
function* slices(page: readonly LegacyMessage[], limits: () => PageLimits): Iterable<readonly LegacyMessage[]> {
  for (let from = 0; from < page.length; ) {
    const { rows } = limits();
    const slice = from === 0 && page.length <= rows ? page : page.slice(from, from + rows);
    yield slice;
    from += slice.length;
  }
}
