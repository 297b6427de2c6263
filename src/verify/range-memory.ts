/**
 * What the ranges of the source's messages were when the target was made equal to them: their marks, in the journal,
 * beside those that `verify` keeps. A range is unchanged while the source's mark is the one that was taken before it was
 * read, it goes to the same room, and its authors are mapped as they were. The target is not asked: that is for `verify`.
 */

import type { JournalPort } from '#src/journal/journal-port.ts';
import type { MarkRecord } from '#src/journal/journal-tables.ts';
import { type KeptMarks, readMarks, storeMarks } from '#src/journal/marks.ts';
import type { RangeMemory, SeenRange, UnchangedRanges } from '#src/load/delta-port.ts';
import type { MarksPort, MessageMark } from '#src/model/marks-port.ts';
import type { RoomBounds } from '#src/model/messages.ts';
import type { MigrationPlan, RoomPlan } from '#src/model/plan.ts';
import { type AuthorList, AuthorMapping, stillMapped } from './author-mapping.ts';

/** Legacy channel → last chatId of a range → its mark. */
type SourceMarks = ReadonlyMap<number, ReadonlyMap<bigint, MessageMark>>;

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
  readonly marks: readonly MessageMark[];
}

/** @param rooms every channel that has messages */
export async function sourceMarks(marks: MarksPort, rooms: readonly RoomBounds[]): Promise<MessageMark[]> {
  const found: MessageMark[] = [];
  for await (const page of marks.messages(rooms)) found.push(...page);
  return found;
}

export async function openRangeMemory(parts: RangeMemoryParts): Promise<RangeMemory> {
  return new Memory(parts, await readMarks(parts.journal, parts.migrationId));
}

class Memory implements RangeMemory {
  readonly #parts: RangeMemoryParts;
  readonly #kept: KeptMarks;
  readonly #marks: SourceMarks;
  readonly #mapping: AuthorMapping;
  readonly #seen = new Map<number, { readonly room: RoomPlan; readonly ranges: Map<bigint, SeenRange> }>();

  constructor(parts: RangeMemoryParts, kept: KeptMarks) {
    this.#parts = parts;
    this.#kept = kept;
    this.#marks = byRoom(parts.marks);
    this.#mapping = new AuthorMapping(parts.plan);
  }

  of(room: RoomPlan): UnchangedRanges {
    const now = this.#marks.get(room.channelId);
    const kept = this.#kept.get(room.channelId);
    if (room.newChannelId === null || now === undefined || kept === undefined) return NOTHING;
    const ranges = new Map<bigint, number>();
    const orphans = new Set<number>();
    for (const [upTo, record] of kept) {
      const mark = now.get(upTo);
      if (mark === undefined || !this.#isUnchanged(room, record, mark)) continue;
      ranges.set(upTo, mark.rows);
      for (const [, ...legacyIds] of authorsOf(record))
        for (const id of legacyIds) if (this.#mapping.of(id).orphan) orphans.add(id);
    }
    const all = ranges.size === now.size && kept.size === now.size;
    return { ranges, all, orphanAuthors: [...orphans] };
  }

  learn(room: RoomPlan, ranges: readonly SeenRange[]): void {
    const known = this.#seen.get(room.channelId) ?? { room, ranges: new Map<bigint, SeenRange>() };
    this.#seen.set(room.channelId, known);
    for (const range of ranges) {
      const piece = known.ranges.get(range.upTo);
      known.ranges.set(range.upTo, piece === undefined ? range : joined(piece, range));
    }
  }

  async flush(): Promise<void> {
    const { journal, migrationId } = this.#parts;
    const gone: { channelId: number; upTo: bigint }[] = [];
    const found: MarkRecord[] = [];
    for (const [channelId, { room, ranges }] of this.#seen) {
      const now = this.#marks.get(channelId);
      const kept = this.#kept.get(channelId);
      for (const upTo of kept?.keys() ?? []) if (now?.has(upTo) !== true) gone.push({ channelId, upTo });
      for (const [upTo, range] of ranges) {
        const mark = now?.get(upTo);
        if (mark === undefined) continue;
        const before = kept?.get(upTo);
        if (before !== undefined && this.#isUnchanged(room, before, mark)) continue;
        if (before !== undefined) gone.push({ channelId, upTo });
        // Where the source has gone on meanwhile, or more was loaded than was compared, the mark speaks of other rows.
        if (range.allWritten && range.rows === mark.rows) found.push(this.#record(room, range, mark));
      }
    }
    this.#seen.clear();
    for (let from = 0; from < gone.length; from += LOT) {
      await storeMarks(journal, migrationId, { gone: gone.slice(from, from + LOT), found: [] });
    }
    for (let from = 0; from < found.length; from += LOT) {
      await storeMarks(journal, migrationId, { gone: [], found: found.slice(from, from + LOT) }).catch(ignoreRivals);
    }
  }

  #isUnchanged(room: RoomPlan, record: MarkRecord, mark: MessageMark): boolean {
    return (
      record.newChannelId === room.newChannelId &&
      record.sourceMark === mark.mark &&
      record.messages === mark.rows &&
      stillMapped(this.#mapping, authorsOf(record))
    );
  }

  #record(room: RoomPlan, { upTo, rows, authors }: SeenRange, { mark }: MessageMark): MarkRecord {
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

function byRoom(marks: readonly MessageMark[]): SourceMarks {
  const rooms = new Map<number, Map<bigint, MessageMark>>();
  for (const mark of marks) {
    const room = rooms.get(mark.channelId);
    if (room === undefined) rooms.set(mark.channelId, new Map([[mark.upTo, mark]]));
    else room.set(mark.upTo, mark);
  }
  return rooms;
}

function joined(one: SeenRange, other: SeenRange): SeenRange {
  return {
    upTo: one.upTo,
    rows: one.rows + other.rows,
    authors: new Set([...one.authors, ...other.authors]),
    allWritten: one.allWritten && other.allWritten,
  };
}

function authorsOf(record: MarkRecord): AuthorList {
  return JSON.parse(record.authors) as AuthorList;
}

/** A verification at the same time has written the same ranges: then its marks stand. */
function ignoreRivals(error: unknown): void {
  if (!(error instanceof Error) || (error as { readonly code?: unknown }).code !== 'ROW_REFUSED') throw error;
}
