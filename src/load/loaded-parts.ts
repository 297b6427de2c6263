/** Parts of rooms of which an earlier run loaded something: also of rooms that the source has no more. */
import type { UnitRecord } from '#src/journal/journal-tables.ts';
import type { RoomPlan } from '#src/model/plan.ts';
import type { LoadContext } from './load-context.ts';
import { eachPart, type RoomPart } from './room-parts.ts';
import { parseRoomPosition, type RoomPosition } from './room-position.ts';

/** A part of which something was loaded, with how far. */
export interface LoadedPart {
  readonly part: RoomPart;
  readonly unit: UnitRecord;
  readonly position: RoomPosition;
}

/** Room by room what was loaded of it; rooms that the source has no more are among them. */
export function* loadedRooms({ request, units }: LoadContext): Generator<LoadedPart[]> {
  const known = new Set(request.plan.rooms.map((room) => room.channelId));
  const gone = new Set<number>();
  for (const { unitId, phase } of units.values()) {
    const channelId = Number(/^room:(-?\d+)/.exec(unitId)?.[1] ?? Number.NaN);
    if (phase === 'messages' && !known.has(channelId)) gone.add(channelId);
  }
  const rooms = [...request.plan.rooms, ...[...gone].map(goneRoom)];
  let ofRoom: LoadedPart[] = [];
  for (const part of eachPart(rooms, units, request.limits)) {
    const [before] = ofRoom;
    if (before !== undefined && before.part.room !== part.room) {
      yield ofRoom;
      ofRoom = [];
    }
    const unit = units.get(part.unitId);
    const position = parseRoomPosition(unit?.position ?? null);
    if (unit !== undefined && position !== null) ofRoom.push({ part, unit, position });
  }
  if (ofRoom.length > 0) yield ofRoom;
}

function goneRoom(channelId: number): RoomPlan {
  const left = { why: 'skip', rule: 'deleted' } as const;
  return { channelId, newChannelId: null, left, name: `room ${channelId}`, bounds: null };
}
