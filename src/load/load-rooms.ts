/**
 * Loads the messages. Rooms go in parallel; within a room messages go in ascending order of chatId, up to the highest
 * one that the plan knows, and each batch commits with the checkpoints of its rooms. Memory holds a page and a batch for
 * each worker, whatever the size of a room. Messages that arrive while the load goes on wait for the next run.
 */
import PQueue from 'p-queue';
import type { UnitRecord } from '#src/journal/journal-tables.ts';
import { storeRejects } from '#src/journal/rejects.ts';
import { type Checkpoint, newUnit, progressed, recounted } from '#src/journal/units.ts';
import type { RoomPlan } from '#src/model/plan.ts';
import { Stopped } from './errors.ts';
import type { LoadContext } from './load-context.ts';
import { lotsOf, type RoomWork, workOf } from './lots.ts';
import { MessageBatch, pageBytes, type RoomShare } from './message-batch.ts';
import { messagePages } from './message-pages.ts';
import type { Placeholders } from './placeholders.ts';
import { formatRoomPosition, parseRoomPosition } from './room-position.ts';

export function roomUnitId(room: RoomPlan): string {
  return `room:${room.channelId}`;
}

/**
 * What a target that was set back still holds of a room, by legacy channel. Such a room is counted from its first message
 * again; what is there is not written again, and its first new checkpoint lies beyond it.
 */
export type SetBackRooms = Map<number, { readonly there: bigint | null; readonly rejectedTo: bigint | null }>;

export async function loadRooms(
  context: LoadContext,
  placeholders: Placeholders,
  setBack: SetBackRooms,
): Promise<void> {
  const { request } = context;
  const work = request.plan.rooms.flatMap((room) => {
    const position = setBack.has(room.channelId) ? null : context.units.get(roomUnitId(room))?.position;
    const left = workOf(room, parseRoomPosition(position ?? null));
    return left === null ? [] : [left];
  });
  const queue = new PQueue({ concurrency: request.concurrency });
  let failure: unknown = null;
  await queue
    .addAll(
      lotsOf(work, request.limits).map((lot) => async () => {
        try {
          await new LotLoader(context, placeholders, setBack).load(lot);
        } catch (error) {
          // The others end at their next boundary; the first failure is the one that is told.
          if (failure === null || failure instanceof Stopped) failure = error;
          context.fail();
          queue.clear();
        }
      }),
    )
    .catch(() => {});
  await queue.onIdle();
  if (failure !== null) throw failure;
}

class LotLoader {
  readonly #context: LoadContext;
  readonly #placeholders: Placeholders;
  readonly #setBack: SetBackRooms;
  #batch = new MessageBatch();

  constructor(context: LoadContext, placeholders: Placeholders, setBack: SetBackRooms) {
    this.#context = context;
    this.#placeholders = placeholders;
    this.#setBack = setBack;
  }

  async load(lot: readonly RoomWork[]): Promise<void> {
    for (const work of lot) {
      if (work.room.left?.why === 'skip') await this.#skip(work.room, work.room.left.rule);
      else await this.#room(work);
      const share = this.#batch.share(work.room);
      share.finished = true;
      // What lies below the bound was read to its end, even where the last messages have been deleted meanwhile.
      share.lastRead = work.room.bounds?.lastChatId ?? share.lastRead;
    }
    await this.#flush();
  }

  async #room({ room, after }: RoomWork): Promise<void> {
    const { plan, source, limits } = this.#context.request;
    const { there, rejectedTo } = this.#setBack.get(room.channelId) ?? { there: null, rejectedTo: null };
    const range = { channelId: room.channelId, after, upTo: room.bounds?.lastChatId ?? null };
    for await (const page of messagePages(source, range, limits, this.#context.patience)) {
      this.#context.goOn();
      const bytes = pageBytes(page);
      const counted = there !== null && (page.at(-1)?.[0] ?? 0n) <= there;
      if (!counted && this.#batch.exceeds(page.length, bytes, limits)) await this.#flush();
      const translated = plan.translate(room, page);
      if (translated.orphanAuthors.length > 0) await this.#placeholders.ensure(translated.orphanAuthors);
      this.#batch.add(room, page, translated, counted ? 0 : bytes, there, rejectedTo);
    }
  }

  /** A room that is left out as a whole is counted, not read. */
  async #skip(room: RoomPlan, rule: string): Promise<void> {
    this.#context.goOn();
    const rows = await this.#context.request.source.countMessages(room.channelId);
    const share = this.#batch.share(room);
    const counted = this.#context.units.get(roomUnitId(room));
    share.read = Math.max(0, rows - Number(counted?.rowsRead ?? 0n));
    share.skipped = { [rule]: share.read };
  }

  async #flush(): Promise<void> {
    const batch = this.#batch;
    this.#batch = new MessageBatch();
    if (batch.isEmpty) return;
    this.#context.goOn();
    const shares = [...batch.shares.values()];
    const checkpoints = shares.map((share) => this.#checkpoint(share));
    const subject = shares.length === 1 ? checkpoints[0]?.after.unitId : `rooms:${shares[0]?.room.channelId}`;
    await this.#context.commit(subject ?? 'rooms', checkpoints, async (transaction) => {
      if (batch.messages.length > 0) await transaction.insertMessages(batch.messages);
      await storeRejects(transaction.journal, this.#context.migrationId, batch.rejects);
    });
    if (shares.some((share) => share.finished))
      await this.#context.request.interrupts('unit:finished', subject ?? 'rooms');
  }

  #checkpoint(share: RoomShare): Checkpoint {
    const { revision, units, request, migrationId } = this.#context;
    const { room } = share;
    const before = units.get(roomUnitId(room)) ?? null;
    const reopened = before !== null && this.#setBack.delete(room.channelId);
    const unit = reopened
      ? { ...recounted(before), state: 'running', position: null }
      : (before ?? this.#fresh(room, migrationId, revision));
    const known = parseRoomPosition(unit.position);
    const read = share.lastRead ?? known?.read ?? 0n;
    const written = share.lastWritten ?? known?.written ?? null;
    const after = progressed(
      unit,
      {
        state: share.finished ? 'done' : 'running',
        position: formatRoomPosition({ read, written }),
        read: share.read,
        written: share.written,
        rejected: share.rejected,
        targetRows: share.written,
        skipped: share.skipped,
      },
      revision,
      request.now(),
    );
    return { before, after };
  }

  #fresh(room: RoomPlan, migrationId: string, revision: number): UnitRecord {
    const work = workOf(room, null);
    return newUnit(migrationId, roomUnitId(room), 'messages', revision, work?.estimate ?? null);
  }
}
