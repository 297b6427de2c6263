/**
 * Loads the messages. Rooms, and parts of large rooms, go in parallel; within each of them messages go in ascending order
 * of chatId, up to the highest one that the plan knows, and each batch commits with the checkpoints of its parts. While a
 * batch is being written the next one is prepared, one and no more. Messages that arrive while the load goes on wait for
 * the next run.
 */
import PQueue from 'p-queue';
import type { UnitRecord } from '#src/journal/journal-tables.ts';
import { type Checkpoint, newUnit, progressed, recounted } from '#src/journal/units.ts';
import { prefetched } from '#src/model/prefetched.ts';
import { CountedRooms } from './counted-rooms.ts';
import { Stopped } from './errors.ts';
import type { LoadContext } from './load-context.ts';
import { isSkipped, lotsOf, type PartWork, type SetBack, workOf } from './lots.ts';
import type { MessagePath, PartShare, PreparedBatch } from './message-path.ts';
import type { Placeholders } from './placeholders.ts';
import { recordParts } from './record-parts.ts';
import { partsOf, type RoomPart } from './room-parts.ts';
import { formatRoomPosition, parseRoomPosition } from './room-position.ts';
import { WirePath } from './wire-path.ts';

/**
 * Parts that the target, having been set back, holds less of than the journal says, by unit. Such a part is counted from
 * its first message again; what is there is not written again, and its first new checkpoint lies beyond it.
 */
export type SetBackParts = Map<string, SetBack>;

export async function loadRooms(
  context: LoadContext,
  placeholders: Placeholders,
  setBack: SetBackParts,
): Promise<void> {
  const { request } = context;
  const parts = partsOf(request.plan.rooms, context.units, request.limits);
  await recordParts(context, parts);
  const work = parts.flatMap((part) => {
    const back = setBack.get(part.unitId) ?? null;
    const position = back === null ? (context.units.get(part.unitId)?.position ?? null) : null;
    const left = workOf(part, parseRoomPosition(position), back);
    return left === null ? [] : [left];
  });
  const wire = new WirePath(context, placeholders);
  const counted = new CountedRooms(context);
  const loader = new RoomLoader(context, setBack);
  const queue = new PQueue({ concurrency: request.concurrency });
  let failure: unknown = null;
  await queue
    .addAll(
      lotsOf(work, request.limits).map((lot) => async () => {
        try {
          await loader.load(lot, lot.every(isSkipped) ? counted : wire);
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

class RoomLoader {
  readonly #context: LoadContext;
  readonly #setBack: SetBackParts;

  constructor(context: LoadContext, setBack: SetBackParts) {
    this.#context = context;
    this.#setBack = setBack;
  }

  async load(lot: readonly PartWork[], path: MessagePath): Promise<void> {
    const { limits } = this.#context.request;
    for await (const batch of prefetched(path.batches(lot, () => limits))) await this.#commit(batch);
  }

  async #commit(batch: PreparedBatch): Promise<void> {
    this.#context.goOn();
    const [first] = batch.parts;
    const subject = batch.parts.length === 1 ? first?.unitId : `rooms:${first?.room.channelId}`;
    let finished = false;
    await this.#context.commitCounted(subject ?? 'rooms', async (transaction) => {
      const shares = await batch.write(transaction);
      finished = shares.some((share) => share.finished);
      return shares.map((share) => this.#checkpoint(share));
    });
    for (const { unitId } of batch.parts) this.#setBack.delete(unitId);
    if (finished) await this.#context.request.interrupts('unit:finished', subject ?? 'rooms');
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

export function freshUnit({ migrationId, revision }: LoadContext, part: RoomPart): UnitRecord {
  return newUnit(migrationId, part.unitId, 'messages', revision, workOf(part, null)?.estimate ?? null);
}
