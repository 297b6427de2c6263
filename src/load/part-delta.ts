/**
 * Brings one part of a room to what the source holds of it now. What is written commits with the books and the position of
 * the part, so that a run struck in between leaves target and journal in agreement; the end of the part counts it anew.
 */
import type { UnitRecord } from '#src/journal/journal-tables.ts';
import { progressed, recounted } from '#src/journal/units.ts';
import { countMessages } from '#src/model/count-messages.ts';
import type { MigrationPlan, RoomPlan } from '#src/model/plan.ts';
import type { UnitState } from '#src/model/states.ts';
import { currentSpec } from './current-spec.ts';
import type { MessageDelta } from './delta-port.ts';
import type { LoadContext } from './load-context.ts';
import type { LoadedPart } from './loaded-parts.ts';
import type { Placeholders } from './placeholders.ts';
import type { RejectsOfParts } from './rejects-of-parts.ts';
import { retrying } from './retry.ts';
import type { RoomPart } from './room-parts.ts';
import { formatRoomPosition } from './room-position.ts';
import type { Stretch, Stretches } from './stretches.ts';

/** A part, and what of it must be compared. */
export interface PartWork {
  readonly loaded: LoadedPart;
  readonly stretches: Stretches;
}

interface OpenBooks {
  read: number;
  written: number;
  rejected: number;
  skipped: Record<string, number>;
}

/** Compares one part from its first message to as far as it was loaded. */
export class PartDelta {
  readonly #context: LoadContext;
  readonly #placeholders: Placeholders;
  readonly #rejects: RejectsOfParts;
  readonly #loaded: LoadedPart;
  readonly #stretches: Stretches;
  /** Null where the target cannot hold messages of it. */
  readonly #there: number | null;
  readonly #books: OpenBooks = { read: 0, written: 0, rejected: 0, skipped: {} };

  constructor(
    context: LoadContext,
    placeholders: Placeholders,
    rejects: RejectsOfParts,
    { loaded, stretches }: PartWork,
    filled: ReadonlySet<number>,
  ) {
    this.#context = context;
    this.#placeholders = placeholders;
    this.#rejects = rejects;
    this.#loaded = loaded;
    this.#stretches = stretches;
    const place = placeOf(context.request.plan, loaded.part.room);
    this.#there = place !== null && filled.has(place) ? place : null;
  }

  async catchUp(): Promise<void> {
    const { toCompare, unchangedRows } = this.#stretches;
    this.#books.read += unchangedRows;
    this.#books.written += unchangedRows;
    if (this.#isCounted) await this.#countLeftOut();
    for (const stretch of toCompare) await this.#catchUpStretch(stretch, stretch === toCompare.at(-1));
  }

  async #catchUpStretch({ after, upTo }: Stretch, isLast: boolean): Promise<void> {
    let from = after;
    let highest: bigint | null = null;
    for (;;) {
      const delta = await this.#compare(from, upTo);
      if (delta.orphanAuthors.length > 0) await this.#placeholders.ensure(delta.orphanAuthors);
      this.#count(delta);
      highest = delta.lastWritten ?? highest;
      const end = delta.next ?? upTo;
      const written = await this.#highestWritten({ after, upTo: end }, highest);
      const ends = isLast && delta.next === null;
      await this.#settle(delta, { after: from, upTo: end }, written, ends);
      this.#context.request.memory?.learn(this.#loaded.part.room, delta.ranges);
      if (delta.next === null) return;
      from = delta.next;
    }
  }

  /**
   * The highest chatId that the target will hold of the part, once it is as compared up to the end of a stretch.
   * @param highest of the stretch itself, null when it holds none
   */
  async #highestWritten({ after, upTo }: Stretch, highest: bigint | null): Promise<bigint | null> {
    const { part, position } = this.#loaded;
    if (position.written !== null && position.written > upTo) return position.written;
    if (highest !== null || after === part.after || this.#there === null) return highest;
    // It lies in what is unchanged below the stretch.
    const below = { channelId: this.#there, after: part.after, upTo: after };
    const [bounds] = await this.#context.request.targetReader.bounds([below]);
    return bounds?.lastChatId ?? null;
  }

  /** A whole room that is left out is counted, not read; whatever the target still holds of it goes. */
  get #isCounted(): boolean {
    const { room, after, upTo } = this.#loaded.part;
    return room.left?.why === 'skip' && after === null && upTo === null;
  }

  async #countLeftOut(): Promise<void> {
    const { room } = this.#loaded.part;
    if (room.bounds === null || room.left === null) return;
    const { source } = this.#context.request;
    const counts = await retrying(this.#context.patience, () => countMessages(source, [room.channelId]));
    this.#books.read = counts.get(room.channelId) ?? 0;
    this.#books.skipped = { [room.left.rule]: this.#books.read };
  }

  #compare(after: bigint | null, upTo: bigint): Promise<MessageDelta> {
    const { request, patience } = this.#context;
    const goOn = () => this.#context.goOn();
    goOn();
    const { room } = this.#loaded.part;
    return retrying(patience, () =>
      request.compareMessages({ room, here: !this.#isCounted, there: this.#there, range: { after, upTo }, goOn }),
    );
  }

  #count({ read, written, rejects, skipped }: MessageDelta): void {
    const books = this.#books;
    books.read += read;
    books.written += written;
    books.rejected += rejects.length;
    for (const [rule, rows] of Object.entries(skipped)) books.skipped[rule] = (books.skipped[rule] ?? 0) + rows;
  }

  /**
   * Writes what differs in one range, and at the end of the part what it amounts to.
   * @param written the highest chatId that the target holds of the part afterwards
   */
  async #settle(delta: MessageDelta, range: Stretch, written: bigint | null, ends: boolean): Promise<void> {
    const { units } = this.#context;
    const { part } = this.#loaded;
    const before = units.get(part.unitId) ?? this.#loaded.unit;
    const rejects = this.#rejects.change(part.room.channelId, range, delta.rejects);
    const after = ends ? this.#closed(before, written) : this.#open(before, written, rejects.balance);
    const { insert, update, remove } = delta;
    const changed = insert.length + update.length + remove.length > 0 || rejects.changed;
    if (!changed && (!ends || isSame(before, after))) return;
    const channelId = this.#there ?? part.room.newChannelId;
    await this.#context.commit(part.unitId, [{ before, after }], async (transaction) => {
      const chat = currentSpec('tblChat');
      if (channelId !== null) {
        for (const chatId of remove) await transaction.remove(chat, { channelId, chatId });
        for (const [, chatId] of update) await transaction.remove(chat, { channelId, chatId });
      }
      const messages = [...update, ...insert].sort((a, b) => (a[1] < b[1] ? -1 : 1));
      if (messages.length > 0) await transaction.insertMessages(messages);
      await rejects.store(transaction.journal);
    });
    rejects.done();
    this.#context.delta.add('tblChat', {
      inserted: insert.length,
      updated: update.length,
      removed: remove.length,
    });
  }

  /** In the middle of a part: the position speaks of the target as it is now; the books wait, but for the rejects. */
  #open(before: UnitRecord, written: bigint | null, rejectBalance: number): UnitRecord {
    const at = formatRoomPosition({ read: this.#loaded.position.read, written });
    const books = { read: rejectBalance, written: 0, rejected: rejectBalance, targetRows: 0, skipped: {} };
    return this.#stamped(before, progressed(before, { ...books, state: 'running', position: at }, before.revision, 0));
  }

  /** At its end: everything counted anew. */
  #closed(before: UnitRecord, highest: bigint | null): UnitRecord {
    const { part, position } = this.#loaded;
    const { read, written, rejected, skipped } = this.#books;
    const end = endOf(part, position.read);
    const unit = recounted(before);
    const at = end === null ? null : formatRoomPosition({ read: end, written: highest });
    const state = 'done' satisfies UnitState;
    const books = { read, written, rejected, targetRows: written, skipped, state, position: at } as const;
    return this.#stamped(before, progressed(unit, books, this.#context.revision, 0));
  }

  /** A later time than before in any case: checkpoints are told apart by it. */
  #stamped(before: UnitRecord, after: UnitRecord): UnitRecord {
    const now = BigInt(this.#context.request.now());
    return { ...after, updatedAt: now > before.updatedAt ? now : before.updatedAt + 1n };
  }
}

/**
 * Up to where a part has been read: the end of a room may have moved back, and what comes after it will be new.
 * Null where nothing of the part is left.
 */
function endOf({ upTo, after, room }: RoomPart, read: bigint): bigint | null {
  if (upTo !== null) return read;
  const last = room.bounds?.lastChatId ?? null;
  if (last === null || (after !== null && last <= after)) return null;
  return last < read ? last : read;
}

/** True when a comparison has found nothing that the journal did not know. */
function isSame(before: UnitRecord, after: UnitRecord): boolean {
  return (
    before.state === after.state &&
    before.revision === after.revision &&
    before.position === after.position &&
    before.rowsRead === after.rowsRead &&
    before.rowsWritten === after.rowsWritten &&
    before.rowsRejected === after.rowsRejected &&
    before.targetRows === after.targetRows &&
    sameSkips(before, after)
  );
}

function sameSkips(one: UnitRecord, other: UnitRecord): boolean {
  const sorted = (unit: UnitRecord) =>
    JSON.stringify(Object.entries(JSON.parse(unit.skippedBy) as Record<string, number>).sort());
  return sorted(one) === sorted(other);
}

/** Where the messages of a room were written, whether or not it takes any now. */
function placeOf(plan: MigrationPlan, room: RoomPlan): number | null {
  return room.newChannelId ?? plan.assigned.nodes.get(room.channelId) ?? null;
}
