/**
 * Looks at messages of the source for what no table tells: authors without a row, the order of time, plausible dates,
 * links to files. Whole, or a bounded sample of key seeks: the first and the last messages of rooms spread over the list.
 * No text is kept but the number of what it links to.
 */
import type { SourcePort } from '#src/extract/source-port.ts';
import type { MessageRange } from '#src/model/database-reader.ts';
import type { LegacyInventory } from '#src/model/inventory.ts';
import type { LegacyMessage, RoomBounds } from '#src/model/messages.ts';
import { only } from '#src/model/row-list.ts';
import { msToTicks } from '#src/model/ticks.ts';
import { linkedFile } from './linked-file.ts';

export interface MessageSample {
  /** False where only a sample was looked at. */
  readonly whole: boolean;
  readonly rooms: number;
  readonly messages: number;
  /** Of authors that tblPrincipal does not hold. */
  readonly orphans: Found;
  /** Older than the one before it in the same room. */
  readonly backwards: Found;
  /** Dated before the first Group Chat, or after now. */
  readonly implausible: Found;
  readonly links: number;
  /** Links whose file is not in the repository; null where none was given. */
  readonly lostLinks: Found | null;
}

export interface Found {
  readonly count: number;
  /** `room 12, chatId 34`; null where nothing was found. */
  readonly example: string | null;
}

export interface SampleOptions {
  /** Every message instead of a sample. */
  readonly thorough: boolean;
  /** Names of the files in the repository, lower case; null where it is not known. */
  readonly files: ReadonlySet<string> | null;
  /** Milliseconds since 1970, UTC. */
  readonly now: number;
  readonly stop: AbortSignal;
}

/** At most 200 × 2 × 100 messages: some seconds on any server. */
const ROOMS = 200;
const AT_EACH_END = 100n;
const SIDE_BY_SIDE = 4;
const PAGE = { rows: 5_000, bytes: 4_000_000 } as const;
const DAY_MS = 86_400_000;
/** Older than any Group Chat database. */
const EARLIEST = msToTicks(Date.UTC(2007, 0, 1));

export async function sampleMessages(
  source: SourcePort,
  inventory: Pick<LegacyInventory, 'bounds' | 'principals'>,
  options: SampleOptions,
): Promise<MessageSample> {
  const tally = new Tally(new Set(idsOf(inventory.principals)), options);
  const rooms = options.thorough ? inventory.bounds : spread(inventory.bounds);
  const stretches = rooms.flatMap((room) => (options.thorough ? [whole(room)] : ends(room)));
  const queue = stretches.values();
  const worker = async (): Promise<void> => {
    for (const stretch of queue) {
      if (options.stop.aborted) return;
      let before: bigint | null = null;
      for await (const page of source.messages(stretch, PAGE)) {
        for (const message of page) before = tally.see(stretch.channelId, message, before);
        if (options.stop.aborted) return;
      }
    }
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, worker));
  const all = options.thorough || (rooms.length === inventory.bounds.length && rooms.every(isShort));
  return tally.sample(all, rooms.length);
}

class Tally {
  readonly #principals: ReadonlySet<number>;
  readonly #files: ReadonlySet<string> | null;
  readonly #latest: bigint;
  readonly #orphans = new Counter();
  readonly #backwards = new Counter();
  readonly #implausible = new Counter();
  readonly #lostLinks = new Counter();
  #messages = 0;
  #links = 0;

  constructor(principals: ReadonlySet<number>, { files, now }: SampleOptions) {
    this.#principals = principals;
    this.#files = files;
    // The clock of a server may be wrong by hours.
    this.#latest = msToTicks(now + DAY_MS);
  }

  /** @returns its date, to compare the next one with */
  see(room: number, [chatId, chatDate, userId, , content]: LegacyMessage, before: bigint | null): bigint {
    this.#messages += 1;
    if (!this.#principals.has(userId)) this.#orphans.count(room, chatId);
    if (before !== null && chatDate < before) this.#backwards.count(room, chatId);
    if (chatDate < EARLIEST || chatDate > this.#latest) this.#implausible.count(room, chatId);
    const link = linkedFile(content);
    if (link !== null) {
      this.#links += 1;
      if (this.#files !== null && !link.isAmong(this.#files)) this.#lostLinks.count(room, chatId);
    }
    return chatDate;
  }

  sample(all: boolean, rooms: number): MessageSample {
    return {
      whole: all,
      rooms,
      messages: this.#messages,
      orphans: this.#orphans.found(),
      backwards: this.#backwards.found(),
      implausible: this.#implausible.found(),
      links: this.#links,
      lostLinks: this.#files === null ? null : this.#lostLinks.found(),
    };
  }
}

class Counter {
  #count = 0;
  #example: string | null = null;

  count(room: number, chatId: bigint): void {
    this.#count += 1;
    this.#example ??= `room ${room}, chatId ${chatId}`;
  }

  found(): Found {
    return { count: this.#count, example: this.#example };
  }
}

function idsOf(principals: LegacyInventory['principals']): Set<number> {
  const ids = new Set<number>();
  for (const { prinID } of only(principals, 'prinID')) ids.add(prinID);
  return ids;
}

function spread(bounds: readonly RoomBounds[]): RoomBounds[] {
  const step = Math.max(1, bounds.length / ROOMS);
  return Array.from({ length: Math.min(ROOMS, bounds.length) }, (_, at) => bounds[Math.floor(at * step)]).filter(
    (room) => room !== undefined,
  );
}

function whole({ channelId }: RoomBounds): MessageRange {
  return { channelId, after: null, upTo: null };
}

function isShort({ firstChatId, lastChatId }: RoomBounds): boolean {
  return lastChatId - firstChatId < 2n * AT_EACH_END;
}

function ends(room: RoomBounds): MessageRange[] {
  const { channelId, firstChatId, lastChatId } = room;
  if (isShort(room)) return [{ channelId, after: null, upTo: lastChatId }];
  return [
    { channelId, after: null, upTo: firstChatId + AT_EACH_END - 1n },
    { channelId, after: lastChatId - AT_EACH_END, upTo: lastChatId },
  ];
}
