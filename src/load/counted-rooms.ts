/** Rooms that are left out as a whole: their messages are counted for the books, and nobody reads them. */
import { countMessages } from '#src/model/count-messages.ts';
import type { LoadContext } from './load-context.ts';
import type { PartWork } from './lots.ts';
import { emptyShare, type MessagePath, type PartShare, type PreparedBatch } from './message-path.ts';

export class CountedRooms implements MessagePath {
  readonly #context: LoadContext;

  constructor(context: LoadContext) {
    this.#context = context;
  }

  async *batches(lot: readonly PartWork[]): AsyncIterable<PreparedBatch> {
    const shares: PartShare[] = [];
    const channels = lot.map(({ part }) => part.room.channelId);
    const messages = await countMessages(this.#context.request.source, channels, () => this.#context.goOn());
    for (const { part, upTo } of lot) {
      const rows = messages.get(part.room.channelId) ?? 0;
      const counted = this.#context.units.get(part.unitId)?.rowsRead ?? 0n;
      const read = Math.max(0, rows - Number(counted));
      const rule = part.room.left?.rule ?? '';
      shares.push({ ...emptyShare(part), read, skipped: { [rule]: read }, lastRead: upTo, finished: true });
    }
    if (shares.length === 0) return;
    // Nothing travels, so that nothing counts for a throttle either.
    yield { parts: shares.map(({ part }) => part), rows: 0, write: async () => shares };
  }
}
