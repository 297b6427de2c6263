/** Messages of one or more rooms on their way into one transaction, with the books of each room. */
import type { CurrentMessage, LegacyMessage, PageLimits } from '#src/model/messages.ts';
import type { Reject, RoomPlan, TranslatedPage } from '#src/model/plan.ts';

export interface RoomShare {
  readonly room: RoomPlan;
  read: number;
  written: number;
  rejected: number;
  skipped: Record<string, number>;
  /** Highest chatId read and written by this batch. */
  lastRead: bigint | null;
  lastWritten: bigint | null;
  finished: boolean;
}

export class MessageBatch {
  messages: CurrentMessage[] = [];
  readonly rejects: Reject[] = [];
  readonly shares = new Map<number, RoomShare>();
  #rows = 0;
  #bytes = 0;

  /** True when a page of that size would make the batch larger than it may be. */
  exceeds(rows: number, bytes: number, limits: PageLimits): boolean {
    return this.#rows > 0 && (this.#rows + rows > limits.rows || this.#bytes + bytes > limits.bytes);
  }

  get isEmpty(): boolean {
    return this.shares.size === 0;
  }

  /**
   * @param there highest chatId that the target holds already: such messages are counted and not written again
   * @param rejectedTo highest chatId whose rejects the journal holds already
   */
  add(
    room: RoomPlan,
    page: readonly LegacyMessage[],
    translated: TranslatedPage,
    bytes: number,
    there: bigint | null,
    rejectedTo: bigint | null,
  ): void {
    const share = this.share(room);
    const { messages, rejects, skipped } = translated;
    share.read += page.length;
    share.written += messages.length;
    share.rejected += rejects.length;
    for (const rule in skipped) share.skipped[rule] = (share.skipped[rule] ?? 0) + (skipped[rule] ?? 0);
    share.lastRead = page.at(-1)?.[0] ?? share.lastRead;
    share.lastWritten = messages.at(-1)?.[1] ?? share.lastWritten;
    const missing = there === null ? messages : messages.filter((message) => message[1] > there);
    if (this.messages.length === 0) this.messages = missing;
    else for (const message of missing) this.messages.push(message);
    for (const reject of rejects) {
      if (rejectedTo === null || chatIdOf(reject) > rejectedTo) this.rejects.push(reject);
    }
    this.#rows += missing.length + rejects.length;
    this.#bytes += bytes;
  }

  share(room: RoomPlan): RoomShare {
    let share = this.shares.get(room.channelId);
    if (share === undefined) {
      share = {
        room,
        read: 0,
        written: 0,
        rejected: 0,
        skipped: {},
        lastRead: null,
        lastWritten: null,
        finished: false,
      };
      this.shares.set(room.channelId, share);
    }
    return share;
  }
}

/** What the content of a page takes, two bytes per UTF-16 unit. A damaged message may have none. */
export function pageBytes(page: readonly LegacyMessage[]): number {
  let units = 0;
  for (const message of page) units += (message[4] as string | null)?.length ?? 0;
  return units * 2;
}

/** The key of a message is `channelID/chatID`. */
function chatIdOf(reject: Reject): bigint {
  return BigInt(reject.key.slice(reject.key.lastIndexOf('/') + 1));
}
