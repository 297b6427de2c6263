/**
 * The way over the wire: pages are read here, translated here and loaded there. It works between any two databases.
 * Memory holds a page and a batch for each lot, whatever the size of a room.
 */
import { storeRejects } from '#src/journal/rejects.ts';
import type { LegacyMessage, PageLimits } from '#src/model/messages.ts';
import type { LoadContext } from './load-context.ts';
import { lotPages } from './lot-pages.ts';
import { type LotRuns, lotRuns } from './lot-runs.ts';
import type { PartWork } from './lots.ts';
import { MessageBatch, pageBytes } from './message-batch.ts';
import type { MessagePath, PreparedBatch } from './message-path.ts';
import type { Placeholders } from './placeholders.ts';

export class WirePath implements MessagePath {
  readonly #context: LoadContext;
  readonly #placeholders: Placeholders;
  readonly #runs: LotRuns;

  constructor(context: LoadContext, placeholders: Placeholders) {
    this.#context = context;
    this.#placeholders = placeholders;
    this.#runs = lotRuns(context.request.plan.rooms);
  }

  async *batches(lot: readonly PartWork[], limits: () => PageLimits): AsyncIterable<PreparedBatch> {
    const { plan, source, target, limits: most, copied = null } = this.#context.request;
    let batch = new MessageBatch(await target.pack());
    for await (const pieces of lotPages(source, this.#runs(lot), most, this.#context.patience, copied)) {
      this.#context.goOn();
      for (const { work, messages, finished } of pieces) {
        for (const slice of slices(messages, limits)) {
          const bytes = pageBytes(slice);
          if (batch.exceeds(slice.length, bytes, limits())) {
            yield this.#prepared(batch);
            batch = new MessageBatch(await target.pack());
          }
          const translated = plan.translate(work.part.room, slice);
          if (translated.orphanAuthors.length > 0) await this.#placeholders.ensure(translated.orphanAuthors);
          batch.add(work, slice, translated, bytes);
        }
        if (finished) batch.finish(work);
      }
    }
    if (!batch.isEmpty) yield this.#prepared(batch);
  }

  #prepared({ pack, rejects, shares }: MessageBatch): PreparedBatch {
    const books = [...shares.values()];
    return {
      parts: books.map(({ part }) => part),
      rows: books.reduce((sum, { read }) => sum + read, 0),
      inserted: pack.rows,
      write: async (transaction) => {
        if (pack.rows > 0) await transaction.insertMessages(pack);
        await storeRejects(transaction.journal, this.#context.migrationId, rejects);
        return books;
      },
      committed: () => pack.release(),
    };
  }
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
