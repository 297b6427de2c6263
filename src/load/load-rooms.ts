/**
 * Loads the messages. Rooms, and parts of large rooms, go in parallel; within each of them messages go in ascending order
 * of chatId, up to the highest one that the plan knows, and each batch commits with the checkpoints of its parts. While a
 * batch is being written the next one is prepared, one and no more. Messages that arrive while the load goes on wait for
 * the next run.
 */
import type { UnitRecord } from '#src/journal/journal-tables.ts';
import { type Checkpoint, newUnit, progressed, recounted } from '#src/journal/units.ts';
import type { PageLimits } from '#src/model/messages.ts';
import { prefetched } from '#src/model/prefetched.ts';
import { CountedRooms } from './counted-rooms.ts';
import { Stopped } from './errors.ts';
import type { CommittedBatch, LoadContext } from './load-context.ts';
import { isSkipped, lotsOf, type PartWork, type SetBack, workOf } from './lots.ts';
import type { MessagePath, PartShare, PreparedBatch } from './message-path.ts';
import { BatchTuner } from './pace/batch-tuner.ts';
import type { Placeholders } from './placeholders.ts';
import { recordParts } from './record-parts.ts';
import { isPart, partsOf, type RoomPart, roomUnitId } from './room-parts.ts';
import { formatRoomPosition, parseRoomPosition } from './room-position.ts';
import { ServerPath } from './server-path/server-path.ts';
import { WirePath } from './wire-path.ts';

/**
 * Parts that the target, having been set back, holds less of than the journal says, by unit. Such a part is counted from
 * its first message again; what is there is not written again, and its first new checkpoint lies beyond it.
 */
export type SetBackParts = Map<string, SetBack>;

/** @param ready awaited before the first batch; the parts and the mapping are written meanwhile */
export async function loadRooms(
  context: LoadContext,
  placeholders: Placeholders,
  setBack: SetBackParts,
  ready: Promise<void>,
): Promise<void> {
  const { request } = context;
  const { lots, loader, path, counted } = await preparedLots(context, placeholders, setBack, ready);
  const { slots } = context.pace;
  const running = new Set<Promise<void>>();
  let failure: unknown = null;
  const wake = () => slots.close();
  request.stop.addEventListener('abort', wake, { once: true });
  // What is done is let go of: it makes room for what is noted of each room that is done.
  for (let lot = lots.shift(); lot !== undefined; lot = lots.shift()) {
    await slots.take();
    if (failure !== null || request.stop.aborted) break;
    const loading = loader
      .load(lot, lot.every(isSkipped) ? counted : path)
      .catch((error: unknown) => {
        // The others end at their next boundary; the first failure is the one that is told.
        if (failure === null || failure instanceof Stopped) failure = error;
        context.fail();
      })
      .finally(() => {
        running.delete(loading);
        slots.release();
      });
    running.add(loading);
  }
  await Promise.all(running);
  request.stop.removeEventListener('abort', wake);
  if (failure !== null) throw failure;
  context.goOn();
}

interface PreparedLots {
  /** In the order in which they are loaded. */
  readonly lots: PartWork[][];
  readonly loader: RoomLoader;
  readonly path: MessagePath;
  /** For rooms that are left out. */
  readonly counted: MessagePath;
}

async function preparedLots(
  context: LoadContext,
  placeholders: Placeholders,
  setBack: SetBackParts,
  ready: Promise<void>,
): Promise<PreparedLots> {
  const { request } = context;
  const parts = partsOf(request.plan.rooms, context.units, request.limits);
  await recordParts(context, parts);
  await context.pace.lookAtControl();
  const work = parts.flatMap((part) => {
    const back = setBack.get(part.unitId) ?? null;
    const position = back === null ? (context.units.get(part.unitId)?.position ?? null) : null;
    const left = workOf(part, parseRoomPosition(position), back);
    return left === null ? [] : [left];
  });
  const wire = new WirePath(context, placeholders);
  const inServer = request.serverPath === true && work.length > 0;
  const path = inServer ? await ServerPath.prepare(context, placeholders, wire, work) : wire;
  await ready;
  const limits = inServer ? ServerPath.limits(request) : request.limits;
  const newTuner = () =>
    new BatchTuner(limits, context.pace.targetBatchMs, inServer ? ServerPath.startRows(request) : undefined);
  return {
    lots: lotsOf(work, limits),
    loader: new RoomLoader(context, setBack, work, newTuner),
    path,
    counted: new CountedRooms(context),
  };
}

class RoomLoader {
  readonly #context: LoadContext;
  readonly #setBack: SetBackParts;
  readonly #newTuner: () => BatchTuner;
  /** Of streams that are at rest; what one has learned helps the next lot. */
  readonly #tuners: BatchTuner[] = [];
  /** Parts that are not done yet, by legacy channel of a cut room. */
  readonly #openParts = new Map<number, number>();

  constructor(context: LoadContext, setBack: SetBackParts, work: readonly PartWork[], newTuner: () => BatchTuner) {
    this.#context = context;
    this.#setBack = setBack;
    this.#newTuner = newTuner;
    for (const { part } of work) {
      if (isPart(part)) this.#openParts.set(part.room.channelId, (this.#openParts.get(part.room.channelId) ?? 0) + 1);
    }
  }

  async load(lot: readonly PartWork[], path: MessagePath): Promise<void> {
    const { pace } = this.#context;
    const tuner = this.#tuners.pop() ?? this.#newTuner();
    const limits = (): PageLimits => {
      const { rows, bytes } = tuner.limits;
      return { rows: Math.max(1, Math.min(rows, pace.mostRows)), bytes };
    };
    for await (const batch of prefetched(path.batches(lot, limits))) {
      await this.#commitOrInstead(batch, tuner);
    }
    this.#tuners.push(tuner);
  }

  /** A batch that cannot be written this way may know another one. */
  async #commitOrInstead(batch: PreparedBatch, tuner: BatchTuner): Promise<void> {
    await this.#context.pace.slots.betweenBatches();
    try {
      const { rows, ms } = await this.#commit(batch);
      batch.committed?.();
      if (batch.rows > 0) tuner.took(rows, ms);
    } catch (error) {
      const others = batch.instead?.(error) ?? null;
      if (others === null) throw error;
      for await (const other of prefetched(others)) await this.#commitOrInstead(other, tuner);
    }
  }

  async #commit(batch: PreparedBatch): Promise<CommittedBatch> {
    this.#context.goOn();
    const [first] = batch.parts;
    const subject = (batch.parts.length === 1 ? first?.unitId : `rooms:${first?.room.channelId}`) ?? 'rooms';
    let finished: readonly PartShare[] = [];
    let inserted = 0;
    const committed = await this.#context.commitCounted(
      subject,
      async (transaction) => {
        const shares = await batch.write(transaction);
        finished = shares.filter((share) => share.finished);
        inserted = batch.inserted ?? shares.reduce((sum, { written }) => sum + written, 0);
        return shares.map((share) => this.#checkpoint(share));
      },
      batch.rows,
    );
    this.#context.delta.add('tblChat', { inserted });
    for (const { unitId } of batch.parts) this.#setBack.delete(unitId);
    for (const { part } of finished) this.#tellWholeRoom(part);
    if (finished.length > 0) await this.#context.request.interrupts('unit:finished', subject);
    return committed;
  }

  /** For people a cut room is one room, too. */
  #tellWholeRoom(part: RoomPart): void {
    if (!isPart(part)) return;
    const open = (this.#openParts.get(part.room.channelId) ?? 1) - 1;
    this.#openParts.set(part.room.channelId, open);
    if (open > 0) return;
    this.#context.request.progress({ event: 'unit:finished', phase: 'messages', subject: roomUnitId(part.room) });
  }

  #checkpoint(share: PartShare): Checkpoint {
    const { revision, units, request } = this.#context;
    const { unitId } = share.part;
    const before = units.get(unitId) ?? null;
    const unit: UnitRecord =
      before === null
        ? freshUnit(this.#context, share.part)
        : this.#setBack.has(unitId)
          ? { ...recounted(before), state: 'running', position: null }
          : before;
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
}

function freshUnit({ migrationId, revision }: LoadContext, part: RoomPart): UnitRecord {
  return newUnit(migrationId, part.unitId, 'messages', revision, workOf(part, null)?.estimate ?? null);
}
