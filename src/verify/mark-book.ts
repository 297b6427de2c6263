/**
 * The marks of ranges that were found alike, as the journal keeps them, and what this run adds to them. It is written in
 * lots while the comparison goes on, so that a run that is stopped or killed leaves its work to the next one.
 */
import type { JournalPort } from '#src/journal/journal-port.ts';
import type { MarkRecord } from '#src/journal/journal-tables.ts';
import { forget, type KeptMarks, readMarks, remember, storeMarks } from '#src/journal/marks.ts';

/** What is lost at most when the process is killed. */
const LOT_RANGES = 200;
const LOT_MESSAGES = 100_000;

export type KnownRange = Omit<MarkRecord, 'migrationId'>;

export class MarkBook {
  readonly #journal: JournalPort;
  readonly #migrationId: string;
  readonly #kept: KeptMarks;
  #found: MarkRecord[] = [];
  #messages = 0;
  #gone: { readonly channelId: number; readonly upTo: bigint }[] = [];
  #writing: Promise<void> = Promise.resolve();

  private constructor(journal: JournalPort, migrationId: string, kept: KeptMarks) {
    this.#journal = journal;
    this.#migrationId = migrationId;
    this.#kept = kept;
  }

  static async open(journal: JournalPort, migrationId: string): Promise<MarkBook> {
    return new MarkBook(journal, migrationId, await readMarks(journal, migrationId));
  }

  /** Last chatId of a range → what is known of it. */
  of(legacyChannelId: number): ReadonlyMap<bigint, KnownRange> {
    return this.#kept.get(legacyChannelId) ?? NOTHING;
  }

  /** The range is alike on both sides. */
  async alike(range: KnownRange): Promise<void> {
    const record = { ...range, migrationId: this.#migrationId };
    this.#drop(range.channelId, range.upTo);
    remember(this.#kept, record);
    this.#found.push(record);
    this.#messages += range.messages;
    if (this.#found.length >= LOT_RANGES || this.#messages >= LOT_MESSAGES) await this.flush();
  }

  /** Nothing is known of the range any more. */
  unlike(legacyChannelId: number, upTo: bigint): void {
    this.#drop(legacyChannelId, upTo);
    forget(this.#kept, legacyChannelId, upTo);
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
    if (this.#kept.get(channelId)?.has(upTo) !== true) return;
    this.#gone.push({ channelId, upTo });
    this.#found = this.#found.filter((each) => each.channelId !== channelId || each.upTo !== upTo);
  }
}

const NOTHING: ReadonlyMap<bigint, KnownRange> = new Map();

/** Another verification of the same migration has written the same ranges: then its marks stand, or they are missing. */
function ignoreRivals(error: unknown): void {
  if (!(error instanceof Error) || (error as { readonly code?: unknown }).code !== 'ROW_REFUSED') throw error;
}
