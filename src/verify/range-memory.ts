/**
 * What the ranges of the source's messages were when the target was made equal to them: their marks, in the journal,
 * beside those that `verify` keeps. A range is unchanged while the source's mark is the one that was taken before it was
 * read, it goes to the same room, and its authors are mapped as they were. The target is not asked: that is for `verify`.
 */

import type { JournalPort } from '#src/journal/journal-port.ts';
import type { MarkRecord } from '#src/journal/journal-tables.ts';
import { storeMarks } from '#src/journal/marks.ts';
import type { RangeMemory, SeenRange, UnchangedRanges } from '#src/load/delta-port.ts';
import { ChannelRows } from '#src/model/channel-rows.ts';
import type { MessageMark } from '#src/model/marks-port.ts';
import type { MigrationPlan, RoomPlan } from '#src/model/plan.ts';
import { type AuthorList, AuthorMapping, stillMapped } from './author-mapping.ts';

/** Ascending by channel, as they are taken. */
export type SourceMarks = ChannelRows<MessageMark>;

/** What the journal keeps of a range, as far as it counts once its authors have been looked at: they are most of it. */
interface KeptRange {
  readonly channelId: number;
  readonly upTo: bigint;
  /** The room that it was in; null when the range is not as it was then. */
  readonly unchangedIn: number | null;
}

/** A range that was seen, until it is written down: there may be one of every room, with all who wrote in it. */
type LearntRange = Omit<SeenRange, 'authors'> & { readonly authors: Int32Array };

/** Records on their way into the journal. */
interface Lot {
  readonly gone: { channelId: number; upTo: bigint }[];
  readonly found: MarkRecord[];
}

interface KeptRanges {
  readonly ranges: ChannelRows<KeptRange>;
  /** Legacy channel → authors in its unchanged ranges for whom a placeholder stands. */
  readonly orphans: ReadonlyMap<number, ReadonlySet<number>>;
}

const NOTHING: UnchangedRanges = { ranges: new Map(), all: false, orphanAuthors: [] };
/** Records written in one transaction. */
const LOT = 500;
/** No mark of a target: `verify`, which goes by both sides, reads such a range. */
const NOT_TAKEN = '';

export interface RangeMemoryParts {
  readonly journal: JournalPort;
  readonly migrationId: string;
  readonly plan: MigrationPlan;
  /** Of all ranges of the source, taken before anything of this pass was read. */
  readonly marks: SourceMarks;
}

export function noMarks(): SourceMarks {
  return new ChannelRows<MessageMark>(['channelId', 'upTo', 'rows', 'last', 'mark']);
}

export async function openRangeMemory(parts: RangeMemoryParts): Promise<RangeMemory> {
  const mapping = new AuthorMapping(parts.plan);
  return new Memory(parts, mapping, await keptRanges(parts, mapping));
}

/** Reads the journal in the order of channels; of what it keeps of a range nothing stays but this. */
async function keptRanges(
  { journal, migrationId, marks }: RangeMemoryParts,
  mapping: AuthorMapping,
): Promise<KeptRanges> {
  const ranges = new ChannelRows<KeptRange>(['channelId', 'upTo', 'unchangedIn']);
  const orphans = new Map<number, Set<number>>();
  let channel: number | null = null;
  let now = byEnd([]);
  for await (const page of journal.pages('mark', { migrationId })) {
    for (const record of page) {
      const { channelId, upTo, newChannelId } = record;
      if (channelId !== channel) now = byEnd(marks.of(channelId));
      channel = channelId;
      const isUnchanged = isAsKept(record, now.get(upTo), mapping);
      ranges.add([{ channelId, upTo, unchangedIn: isUnchanged ? newChannelId : null }]);
      if (!isUnchanged) continue;
      for (const id of orphansOf(record, mapping)) {
        orphans.set(channelId, (orphans.get(channelId) ?? new Set<number>()).add(id));
      }
    }
  }
  return { ranges, orphans };
}

/** @param mark the source's of now */
function isAsKept(record: MarkRecord, mark: MessageMark | undefined, mapping: AuthorMapping): boolean {
  return (
    mark !== undefined &&
    record.sourceMark === mark.mark &&
    record.messages === mark.rows &&
    stillMapped(mapping, authorsOf(record))
  );
}

function* orphansOf(record: MarkRecord, mapping: AuthorMapping): Generator<number> {
  for (const [, ...legacyIds] of authorsOf(record)) for (const id of legacyIds) if (mapping.of(id).orphan) yield id;
}

class Memory implements RangeMemory {
  readonly #parts: RangeMemoryParts;
  readonly #kept: KeptRanges;
  readonly #mapping: AuthorMapping;
  readonly #seen = new Map<number, { readonly room: RoomPlan; readonly ranges: Map<bigint, LearntRange> }>();

  constructor(parts: RangeMemoryParts, mapping: AuthorMapping, kept: KeptRanges) {
    this.#parts = parts;
    this.#kept = kept;
    this.#mapping = mapping;
  }

  of({ channelId, newChannelId }: RoomPlan): UnchangedRanges {
    const now = byEnd(this.#parts.marks.of(channelId));
    const kept = this.#kept.ranges.of(channelId);
    if (newChannelId === null || now.size === 0 || kept.length === 0) return NOTHING;
    const ranges = new Map<bigint, number>();
    for (const { upTo, unchangedIn } of kept) {
      const mark = now.get(upTo);
      if (mark !== undefined && unchangedIn === newChannelId) ranges.set(upTo, mark.rows);
    }
    const all = ranges.size === now.size && kept.length === now.size;
    return { ranges, all, orphanAuthors: [...(ranges.size === 0 ? [] : (this.#kept.orphans.get(channelId) ?? []))] };
  }

  learn(room: RoomPlan, ranges: readonly SeenRange[]): void {
    const known = this.#seen.get(room.channelId) ?? { room, ranges: new Map<bigint, LearntRange>() };
    this.#seen.set(room.channelId, known);
    for (const range of ranges) {
      const piece = known.ranges.get(range.upTo);
      known.ranges.set(range.upTo, learnt(range, piece));
    }
  }

  /** Lot by lot: of rooms in thousands all records at once would take as much as the plan. */
  async flush(): Promise<void> {
    let lot: Lot = { gone: [], found: [] };
    for (const [channelId, { room, ranges }] of this.#seen) {
      this.#enter(lot, channelId, room, ranges);
      this.#seen.delete(channelId);
      if (lot.gone.length + lot.found.length < LOT) continue;
      await this.#store(lot);
      lot = { gone: [], found: [] };
    }
    await this.#store(lot);
  }

  #enter({ gone, found }: Lot, channelId: number, room: RoomPlan, ranges: ReadonlyMap<bigint, LearntRange>): void {
    const now = byEnd(this.#parts.marks.of(channelId));
    const kept = new Map(this.#kept.ranges.of(channelId).map((range) => [range.upTo, range.unchangedIn]));
    for (const upTo of kept.keys()) if (!now.has(upTo)) gone.push({ channelId, upTo });
    for (const [upTo, range] of ranges) {
      const mark = now.get(upTo);
      if (mark === undefined) continue;
      const before = kept.get(upTo);
      if (before !== undefined && before !== null && before === room.newChannelId) continue;
      if (before !== undefined) gone.push({ channelId, upTo });
      // Where the source has gone on meanwhile, or more was loaded than was compared, the mark speaks of other rows.
      if (range.allWritten && range.rows === mark.rows) found.push(this.#record(room, range, mark));
    }
  }

  /** What is gone goes first, so that nothing of it stays, whatever becomes of what was found. */
  async #store({ gone, found }: Lot): Promise<void> {
    const { journal, migrationId } = this.#parts;
    for (let from = 0; from < gone.length; from += LOT) {
      await storeMarks(journal, migrationId, { gone: gone.slice(from, from + LOT), found: [] });
    }
    for (let from = 0; from < found.length; from += LOT) {
      await storeMarks(journal, migrationId, { gone: [], found: found.slice(from, from + LOT) }).catch(ignoreRivals);
    }
  }

  #record(room: RoomPlan, { upTo, rows, authors }: LearntRange, { mark }: MessageMark): MarkRecord {
    const mapped = [...authors].map((id) => [this.#mapping.of(id).newId, id]);
    return {
      migrationId: this.#parts.migrationId,
      channelId: room.channelId,
      upTo,
      newChannelId: room.newChannelId ?? 0,
      sourceMark: mark,
      targetMark: NOT_TAKEN,
      messages: rows,
      authors: JSON.stringify(mapped),
      firstDate: null,
      lastDate: null,
      inversions: 0,
    };
  }
}

function byEnd(marks: readonly MessageMark[]): ReadonlyMap<bigint, MessageMark> {
  return new Map(marks.map((mark) => [mark.upTo, mark]));
}

/** @param before a piece of the same range */
function learnt({ upTo, rows, authors, allWritten }: SeenRange, before?: LearntRange): LearntRange {
  return {
    upTo,
    rows: rows + (before?.rows ?? 0),
    authors: Int32Array.from(before === undefined ? authors : new Set([...before.authors, ...authors])),
    allWritten: allWritten && (before?.allWritten ?? true),
  };
}

function authorsOf(record: MarkRecord): AuthorList {
  return JSON.parse(record.authors) as AuthorList;
}

/** A verification at the same time has written the same ranges: then its marks stand. */
function ignoreRivals(error: unknown): void {
  if (!(error instanceof Error) || (error as { readonly code?: unknown }).code !== 'ROW_REFUSED') throw error;
}
