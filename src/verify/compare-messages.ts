/**
 * Compares the messages of all rooms, several rooms at once. Every room that the plan fills is read on both sides; a
 * room of this migration that holds messages although the plan leaves it empty is read on the target's side alone.
 */
import PQueue from 'p-queue';
import type { SourcePort } from '#src/extract/source-port.ts';
import type { TargetReader } from '#src/load/target-port.ts';
import type { MigrationPlan, RoomPlan } from '#src/model/plan.ts';
import type { Progress } from '#src/model/progress.ts';
import type { Difference } from './difference.ts';
import { compareRanges, type MessageObserver, messageDifferences } from './room-comparison.ts';
import { type ChatRange, extraRoomSides, type RoomSides, roomSides } from './room-sides.ts';
import { goOn } from './stopped.ts';

export interface MessageComparison {
  readonly plan: MigrationPlan;
  readonly source: SourcePort;
  readonly target: TargetReader;
  /** Target rooms of this migration beyond those of the plan (their rows are extra, and so is what they hold). */
  readonly extraRooms: readonly { readonly channelId: number; readonly name: string }[];
  /** Rooms compared at once. */
  readonly concurrency: number;
  readonly progress: Progress;
  readonly stop: AbortSignal;
  found(difference: Difference): void;
  /** Hears of all messages of a room on their way. */
  observe(room: RoomSides): MessageObserver;
}

export interface RoomRange extends ChatRange {
  readonly room: RoomSides;
}

export interface ComparedMessages {
  readonly rooms: number;
  /** Messages that the plan expects. */
  readonly messages: number;
  /** Messages read on both sides. */
  readonly rowsRead: number;
  /** Legacy ids of authors who need a placeholder. */
  readonly orphanAuthors: ReadonlySet<number>;
  /** Ranges that differ, for repair. */
  readonly unlike: readonly RoomRange[];
}

export async function compareMessages(comparison: MessageComparison): Promise<ComparedMessages> {
  const { progress, stop } = comparison;
  const orphanAuthors = new Set<number>();
  const unlike: RoomRange[] = [];
  const rooms = await roomsToCompare(comparison, (author) => orphanAuthors.add(author));
  let messages = 0;
  let rowsRead = 0;
  const compareRoom = async (room: RoomSides): Promise<void> => {
    for await (const { expected, actual, alike } of compareRanges(room, comparison.observe(room))) {
      goOn(stop);
      messages += expected.rows;
      rowsRead += expected.rows + actual.rows;
      if (expected.rows > 0) {
        progress({ event: 'rows:moved', phase: 'messages', rows: expected.rows, subject: `room:${room.channelId}` });
      }
      if (alike) continue;
      const range = { after: expected.after, upTo: expected.upTo };
      unlike.push({ room, ...range });
      for await (const difference of messageDifferences(room, range)) comparison.found(difference);
    }
  };
  await inParallel(rooms, comparison.concurrency, compareRoom);
  return { rooms: rooms.length, messages, rowsRead, orphanAuthors, unlike };
}

/** Sides of every room that at least one side has messages for. */
async function roomsToCompare(
  { plan, source, target, extraRooms }: MessageComparison,
  orphan: (legacyUserId: number) => void,
): Promise<RoomSides[]> {
  const filled = new Set((await target.bounds()).map(({ channelId }) => channelId));
  const sides: RoomSides[] = [];
  for (const room of plan.rooms) {
    if (!hasNumber(room)) continue;
    const empty = { expected: room.bounds === null, actual: !filled.has(room.newChannelId) };
    sides.push(roomSides(plan, room, source, target, empty, orphan));
  }
  for (const { channelId, name } of extraRooms) {
    if (filled.has(channelId)) sides.push(extraRoomSides(channelId, name, target));
  }
  return sides;
}

function hasNumber(room: RoomPlan): room is RoomPlan & { readonly newChannelId: number } {
  return room.newChannelId !== null;
}

/** The first failure ends the work: what has not begun does not begin. */
export async function inParallel<T>(
  items: readonly T[],
  concurrency: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = new PQueue({ concurrency });
  let failure: { readonly error: unknown } | null = null;
  for (const item of items) {
    if (failure !== null) break;
    // Waiting here keeps the queue short: tens of thousands of rooms need not be tasks at once.
    await queue.onSizeLessThan(concurrency);
    void queue
      .add(() => work(item))
      .catch((error: unknown) => {
        failure ??= { error };
        queue.clear();
      });
  }
  await queue.onIdle();
  if (failure !== null) throw (failure as { readonly error: unknown }).error;
}
