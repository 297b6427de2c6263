/**
 * Marks of both sides, room by room, while they arrive: the source's in the order of legacy numbers, the target's as far
 * ahead as that needs.
 */
import type { MarksPort, MessageMark } from '#src/model/marks-port.ts';
import type { RoomBounds } from '#src/model/messages.ts';
import type { MigrationPlan, RoomPlan } from '#src/model/plan.ts';

export type MigratedRoom = RoomPlan & { readonly newChannelId: number };

/** Last chatId of each range that holds messages → its mark. */
export type RangeMarks = ReadonlyMap<bigint, MessageMark>;

export interface MarkedRoom {
  readonly room: MigratedRoom;
  readonly source: RangeMarks;
  readonly target: RangeMarks;
}

/** A room whose marks are taken from its messages, while they are being read: they are there when its stretches end. */
export interface RoomBeingMarked extends MarkedRoom {
  readonly source: Map<bigint, MessageMark>;
  readonly target: Map<bigint, MessageMark>;
}

const NO_MARKS: RangeMarks = new Map();

/** Every migrated room with a message on either side. Rooms without a message in the source come last. */
export async function* markedRooms(
  plan: MigrationPlan,
  ports: { readonly source: MarksPort; readonly target: MarksPort },
  targetBounds: Iterable<RoomBounds>,
): AsyncIterable<MarkedRoom> {
  const rooms = new Map(plan.rooms.filter(isMigrated).map((room) => [room.channelId, room]));
  const numbers = new Set([...rooms.values()].map((room) => room.newChannelId));
  const bounds = plan.rooms
    .flatMap((room) => (room.bounds === null ? [] : [room.bounds]))
    .sort((a, b) => a.channelId - b.channelId);
  const source = byChannel(ports.source.messages(bounds, (id) => rooms.has(id)));
  const target = new MarksAhead(ports.target.messages(targetBounds, (id) => numbers.has(id)));
  try {
    for await (const { channelId, marks } of source) {
      const room = rooms.get(channelId);
      if (room === undefined) continue;
      rooms.delete(channelId);
      yield { room, source: marks, target: await target.of(room.newChannelId) };
    }
    for (const room of rooms.values()) {
      const marks = await target.of(room.newChannelId);
      if (marks.size > 0) yield { room, source: NO_MARKS, target: marks };
    }
  } finally {
    await target.close();
  }
}

export function isMigrated(room: RoomPlan): room is MigratedRoom {
  return room.newChannelId !== null;
}

interface ChannelMarks {
  readonly channelId: number;
  readonly marks: RangeMarks;
}

async function* byChannel(pages: AsyncIterable<readonly MessageMark[]>): AsyncGenerator<ChannelMarks> {
  let channelId: number | null = null;
  let marks = new Map<bigint, MessageMark>();
  for await (const page of pages) {
    for (const mark of page) {
      if (channelId !== null && mark.channelId !== channelId) {
        yield { channelId, marks };
        marks = new Map();
      }
      channelId = mark.channelId;
      marks.set(mark.upTo, mark);
    }
  }
  if (channelId !== null) yield { channelId, marks };
}

/** Rooms keep their numbers mostly, so little has to be held for later. */
class MarksAhead {
  readonly #channels: AsyncGenerator<ChannelMarks>;
  readonly #held = new Map<number, RangeMarks>();
  #reached = Number.NEGATIVE_INFINITY;

  constructor(pages: AsyncIterable<readonly MessageMark[]>) {
    this.#channels = byChannel(pages);
  }

  async of(channelId: number): Promise<RangeMarks> {
    while (this.#reached < channelId) {
      const next = await this.#channels.next();
      if (next.done === true) {
        this.#reached = Number.POSITIVE_INFINITY;
        break;
      }
      this.#reached = next.value.channelId;
      this.#held.set(next.value.channelId, next.value.marks);
    }
    const marks = this.#held.get(channelId) ?? NO_MARKS;
    this.#held.delete(channelId);
    return marks;
  }

  async close(): Promise<void> {
    await this.#channels.return(undefined);
  }
}
