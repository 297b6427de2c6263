/**
 * The rejected messages that the journal holds of parts which are compared again: what of them is still true, what goes
 * and what comes. Memory holds a key and a digest of each, never its content.
 */
import { createHash } from 'node:crypto';
import type { JournalTransaction } from '#src/journal/journal-port.ts';
import type { RejectRecord } from '#src/journal/journal-tables.ts';
import { rejectPages, rejectRecord, storeRejects } from '#src/journal/rejects.ts';
import type { Reject } from '#src/model/plan.ts';
import type { LoadContext } from './load-context.ts';
import type { LoadedPart } from './loaded-parts.ts';

interface Known {
  readonly rowKey: string;
  readonly digest: string;
}

export interface RejectChange {
  readonly changed: boolean;
  /** Rejects more than before; negative when there are fewer. */
  readonly balance: number;
  store(journal: JournalTransaction): Promise<void>;
  /** Called when the transaction took place. */
  done(): void;
}

export class RejectsOfParts {
  readonly #migrationId: string;
  /** Channel → chatId → what the journal holds. */
  readonly #known: Map<number, Map<bigint, Known>>;

  private constructor(migrationId: string, known: Map<number, Map<bigint, Known>>) {
    this.#migrationId = migrationId;
    this.#known = known;
  }

  /** Reads the journal only where a unit says that there is something. */
  static async read(context: LoadContext, parts: readonly LoadedPart[]): Promise<RejectsOfParts> {
    const { request, migrationId } = context;
    const wanted = new Set(parts.filter(({ unit }) => unit.rowsRejected > 0n).map(({ part }) => part.room.channelId));
    const known = new Map<number, Map<bigint, Known>>([...wanted].map((channelId) => [channelId, new Map()]));
    if (wanted.size > 0) {
      for await (const page of rejectPages(request.journal, migrationId, 'messages')) {
        for (const record of page) {
          const [channelId = '', chatId = ''] = record.rowKey.split('/');
          known.get(Number(channelId))?.set(BigInt(chatId), { rowKey: record.rowKey, digest: digestOf(record) });
        }
      }
    }
    return new RejectsOfParts(migrationId, known);
  }

  /** @param range `after` exclusive, `upTo` inclusive; `now` holds every reject of it */
  change(channelId: number, range: { after: bigint | null; upTo: bigint }, now: readonly Reject[]): RejectChange {
    const before = [...(this.#known.get(channelId) ?? [])].filter(
      ([chatId]) => (range.after === null || chatId > range.after) && chatId <= range.upTo,
    );
    const had = new Map(before.map(([, { rowKey, digest }]) => [rowKey, digest]));
    const changed =
      had.size !== now.length ||
      now.some((reject) => {
        const record = rejectRecord(this.#migrationId, reject);
        return had.get(record.rowKey) !== digestOf(record);
      });
    return {
      changed,
      balance: now.length - had.size,
      store: async (journal) => {
        if (!changed) return;
        for (const rowKey of had.keys()) {
          await journal.remove('reject', {
            migrationId: this.#migrationId,
            kind: 'messages',
            tableName: 'tblChat',
            rowKey,
          });
        }
        await storeRejects(journal, this.#migrationId, now);
      },
      done: () => {
        for (const [chatId] of before) this.#known.get(channelId)?.delete(chatId);
      },
    };
  }
}

function digestOf({ reason, content }: RejectRecord): string {
  return createHash('sha256').update(reason).update('\0').update(content).digest('base64').slice(0, 22);
}
