/**
 * The marks of ranges that were found alike, as the journal keeps them, and what this run adds to them. Those of the rooms
 * that are being compared are in memory, and no others. What is added is written in lots while the comparison goes on, so
 * that a run that is stopped or killed leaves its work to the next one.
 */
import type { JournalPort } from '#src/journal/journal-port.ts';
import type { MarkRecord } from '#src/journal/journal-tables.ts';
import { storeMarks } from '#src/journal/marks.ts';
import { KeptAhead } from './kept-ahead.ts';

/** What is lost at most when the process is killed. */
const LOT_RANGES = 200;
const LOT_MESSAGES = 100_000;

export type KnownRange = Omit<MarkRecord, 'migrationId'>;

export class MarkBook {
  readonly #journal: JournalPort;
  readonly #migrationId: string;
  /** Of rooms that have been entered: last chatId of a range → what is known of it. */
  readonly #rooms = new Map<number, Map<bigint, KnownRange>>();
  #ahead: KeptAhead | null = null;
  #found: MarkRecord[] = [];
  #messages = 0;
  #gone: { readonly channelId: number; readonly upTo: bigint }[] = [];
  #writing: Promise<void> = Promise.resolve();

  constructor(journal: JournalPort, migrationId: string) {
    this.#journal = journal;
    this.#migrationId = migrationId;
  }

  /**
   * Another comparison begins, at the first room.
   * @returns false when nothing is known of any room
   */
  async begin(): Promise<boolean> {
    await this.end();
    this.#ahead = new KeptAhead(this.#journal, this.#migrationId);
    return !(await this.#ahead.isEmpty());
  }

  /** Nothing more is asked for; what has not been written yet is written. */
  async end(): Promise<void> {
    await this.flush();
    this.#rooms.clear();
    const ahead = this.#ahead;
    this.#ahead = null;
    await ahead?.close();
  }

  /** Reads what is known of a room. Rooms come by ascending numbers, but for those of which next to nothing is known. */
  async enter(legacyChannelId: number): Promise<void> {
    if (this.#ahead !== null) this.#rooms.set(legacyChannelId, await this.#ahead.take(legacyChannelId));
  }

  /** Nothing more is asked for, or found out, of the room. */
  leave(legacyChannelId: number): void {
    this.#rooms.delete(legacyChannelId);
  }

  /** Last chatId of a range → what is known of it; of a room that has been entered. */
  of(legacyChannelId: number): ReadonlyMap<bigint, KnownRange> {
    return this.#rooms.get(legacyChannelId) ?? NOTHING;
  }

  /** The range is alike on both sides. */
  async alike(range: KnownRange): Promise<void> {
    const record = { ...range, migrationId: this.#migrationId };
    this.#drop(range.channelId, range.upTo);
    const ofRoom = this.#rooms.get(range.channelId) ?? new Map<bigint, KnownRange>();
    this.#rooms.set(range.channelId, ofRoom.set(range.upTo, record));
    this.#found.push(record);
    this.#messages += range.messages;
    if (this.#found.length >= LOT_RANGES || this.#messages >= LOT_MESSAGES) await this.flush();
  }

  /** Nothing is known of the range any more, whether its room has been entered or not. */
  unlike(legacyChannelId: number, upTo: bigint): void {
    if (this.#rooms.has(legacyChannelId)) this.#drop(legacyChannelId, upTo);
    else this.#gone.push({ channelId: legacyChannelId, upTo });
    this.#rooms.get(legacyChannelId)?.delete(upTo);
  }

  /** Writes what has not been written yet. */
  async flush(): Promise<void> {
    const changes = { gone: this.#gone, found: this.#found };
    this.#gone = [];
    this.#found = [];
    this.#messages = 0;
    // One after the other: a range may be gone in one lot and found in the next.
    this.#writing = this.#writing.then(async () => {
      if (changes.gone.length + changes.found.length === 0) return;
      await storeMarks(this.#journal, this.#migrationId, changes).catch(ignoreRivals);
    });
    await this.#writing;
  }

  #drop(channelId: number, upTo: bigint): void {
    if (this.#rooms.get(channelId)?.has(upTo) !== true) return;
    this.#gone.push({ channelId, upTo });
    this.#found = this.#found.filter((each) => each.channelId !== channelId || each.upTo !== upTo);
  }
}

const NOTHING: ReadonlyMap<bigint, KnownRange> = new Map();

/** Another verification of the same migration has written the same ranges: then its marks stand, or they are missing. */
function ignoreRivals(error: unknown): void {
  if (!(error instanceof Error) || (error as { readonly code?: unknown }).code !== 'ROW_REFUSED') throw error;
}
