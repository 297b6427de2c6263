/** Messages of one or more parts of rooms on their way into one transaction, with the books of each part. */
import type { LegacyMessage, PageLimits } from '#src/model/messages.ts';
import type { Reject, TranslatedPage } from '#src/model/plan.ts';
import type { PartWork } from './lots.ts';
import { emptyShare, type PartShare } from './message-path.ts';
import type { RoomPart } from './room-parts.ts';
import type { MessagePack } from './target-port.ts';

export class MessageBatch {
  readonly pack: MessagePack;
  readonly rejects: Reject[] = [];
  readonly shares = new Map<string, PartShare>();
  #rows = 0;
  #bytes = 0;
  #open = false;

  /** @param pack empty */
  constructor(pack: MessagePack) {
    this.pack = pack;
  }

  /** True when a page of that size would make the batch larger than it may be. */
  exceeds(rows: number, bytes: number, limits: PageLimits): boolean {
    return !this.#open && this.#rows > 0 && (this.#rows + rows > limits.rows || this.#bytes + bytes > limits.bytes);
  }

  get isEmpty(): boolean {
    return this.shares.size === 0;
  }

  /** @param bytes of the page's content */
  add({ part, setBack }: PartWork, page: readonly LegacyMessage[], translated: TranslatedPage, bytes: number): void {
    const share = this.share(part);
    const { messages, rejects, skipped } = translated;
    share.read += page.length;
    share.written += messages.length;
    share.rejected += rejects.length;
    for (const rule in skipped) share.skipped[rule] = (share.skipped[rule] ?? 0) + (skipped[rule] ?? 0);
    share.lastRead = page.at(-1)?.[0] ?? share.lastRead;
    share.lastWritten = messages.at(-1)?.[1] ?? share.lastWritten;
    const { there, rejectedTo } = setBack ?? { there: null, rejectedTo: null };
    const missing = there === null ? messages : messages.filter((message) => message[1] > there);
    this.pack.add(missing);
    for (const reject of rejects) {
      if (rejectedTo === null || chatIdOf(reject) > rejectedTo) this.rejects.push(reject);
    }
    // A checkpoint below what the target holds would look as if somebody else had written there.
    this.#open = there !== null && (share.lastRead ?? there) < there;
    if (this.#open) return;
    this.#rows += missing.length + rejects.length;
    this.#bytes += bytes;
  }

  /** Nothing more comes: what lies below the end was read, even where the last messages have been deleted meanwhile. */
  finish({ part, upTo, setBack }: PartWork): void {
    const share = this.share(part);
    share.finished = true;
    share.lastRead = upTo;
    const there = setBack?.there ?? null;
    if (there !== null && (share.lastWritten === null || share.lastWritten < there)) share.lastWritten = there;
    this.#open = false;
  }

  share(part: RoomPart): PartShare {
    let share = this.shares.get(part.unitId);
    if (share === undefined) {
      share = emptyShare(part);
      this.shares.set(part.unitId, share);
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
