/**
 * Rewrites the messages of one range that differ, as far as the migration has copied them, and no others: both sides are
 * read to the end of the range, or as far as the bounds allow, before anything is written; then all of it is one
 * transaction.
 */
import type { TargetPort } from '#src/load/target-port.ts';
import type { CurrentMessage } from '#src/model/messages.ts';
import type { Repaired } from './apply-mismatches.ts';
import type { RoomRange } from './compare-messages.ts';
import { specOf } from './difference.ts';
import { MessageCursor } from './message-cursor.ts';
import type { VerificationRequest } from './request.ts';
import { unlikeParts } from './room-comparison.ts';

type Repair = NonNullable<VerificationRequest['repair']>;

/** Bounds of one transaction. */
const BATCH_MESSAGES = 2_000;
const BATCH_BYTES = 4 << 20;

interface Batch {
  readonly write: CurrentMessage[];
  readonly remove: bigint[];
  inserted: number;
  updated: number;
  removed: number;
  /** Where to go on; undefined at the end of the range. */
  next: bigint | undefined;
}

export async function repairRange(
  { target, isCopied }: Pick<Repair, 'target' | 'isCopied'>,
  range: RoomRange,
  repaired: Repaired,
): Promise<void> {
  let after = range.after;
  for (;;) {
    const batch = await gather({ ...range, after }, (chatId) => isCopied(range.room.channelId, chatId));
    await apply(target, range.room.channelId, batch);
    repaired.inserted += batch.inserted;
    repaired.updated += batch.updated;
    repaired.removed += batch.removed;
    if (batch.next === undefined) return;
    after = batch.next;
  }
}

async function gather({ room, after, upTo }: RoomRange, isCopied: (chatId: bigint) => boolean): Promise<Batch> {
  const batch: Batch = { write: [], remove: [], inserted: 0, updated: 0, removed: 0, next: undefined };
  await using expected = new MessageCursor(room.expected({ after, upTo }));
  await using actual = new MessageCursor(room.actual({ after, upTo }));
  let bytes = 0;
  for (;;) {
    const left = (await expected.more()) ? expected.peek() : null;
    const right = (await actual.more()) ? actual.peek() : null;
    const chatId = lower(left, right);
    if (chatId === null) return batch;
    const wanted = left !== null && left[1] === chatId ? left : null;
    const there = right !== null && right[1] === chatId ? right : null;
    if (wanted !== null) expected.skip();
    if (there !== null) actual.skip();
    if (wanted !== null && there !== null && unlikeParts(wanted, there).length === 0) continue;
    const mended = wanted !== null && isCopied(chatId) ? wanted : null;
    if (there !== null) batch.remove.push(chatId);
    if (mended !== null) batch.write.push(mended);
    if (mended !== null && there !== null) batch.updated++;
    else if (mended !== null) batch.inserted++;
    else if (there !== null) batch.removed++;
    bytes += mended === null ? 0 : mended[5].length * 2;
    if (batch.write.length + batch.remove.length < BATCH_MESSAGES && bytes < BATCH_BYTES) continue;
    batch.next = chatId;
    return batch;
  }
}

async function apply(target: TargetPort, channelId: number, batch: Batch): Promise<void> {
  if (batch.write.length + batch.remove.length === 0) return;
  const spec = specOf('tblChat');
  await target.transaction(async (transaction) => {
    for (const chatId of batch.remove) await transaction.remove(spec, { channelId, chatId });
    if (batch.write.length > 0) await transaction.insertMessages(batch.write);
  });
}

function lower(left: CurrentMessage | null, right: CurrentMessage | null): bigint | null {
  if (left === null) return right?.[1] ?? null;
  return right === null || left[1] < right[1] ? left[1] : right[1];
}
