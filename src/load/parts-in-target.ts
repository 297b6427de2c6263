/** Each room, and each part of a cut room, as the target holds it, against its checkpoint. Read by key seeks alone. */
import type { UnitRecord } from '#src/journal/journal-tables.ts';
import type { PageLimits, RoomBounds } from '#src/model/messages.ts';
import type { MigrationPlan } from '#src/model/plan.ts';
import type { SetBack } from './lots.ts';
import { eachPart, type RoomPart } from './room-parts.ts';
import { parseRoomPosition } from './room-position.ts';
import { TAKEOVER_UNIT } from './take-over.ts';
import type { TargetReader } from './target-port.ts';

export interface LoadedParts {
  readonly plan: Pick<MigrationPlan, 'rooms' | 'takenOver'>;
  /** By their ids. */
  readonly units: ReadonlyMap<string, UnitRecord>;
  /** Of one batch. */
  readonly limits: PageLimits;
  readonly targetReader: Pick<TargetReader, 'bounds'>;
}

export interface PartsInTarget {
  /** Rooms of the target with messages that this migration did not write, by node ID. */
  readonly ahead: readonly number[];
  /** Parts that hold less than was written, by unit. */
  readonly setBack: Map<string, SetBack>;
}

/** @param takeOverAgain rooms that are taken over have their old messages again, and will be emptied */
export async function lookAtParts(loaded: LoadedParts, takeOverAgain = false): Promise<PartsInTarget> {
  const { plan, units } = loaded;
  const isEmptiedLater = takeOverAgain || units.get(TAKEOVER_UNIT)?.state !== 'done';
  const toBeEmptied = new Set(isEmptiedLater ? plan.takenOver : []);
  const highestOf = await lookedUp(loaded);
  const ahead = new Set<number>();
  const setBack = new Map<string, SetBack>();
  for (const part of migratedParts(loaded)) {
    const { unitId, room } = part;
    const newChannelId = room.newChannelId ?? 0;
    const there = toBeEmptied.has(newChannelId) ? null : highestOf(part);
    const position = parseRoomPosition(units.get(unitId)?.position ?? null);
    const expected = position?.written ?? null;
    if (there !== null && (expected === null || there > expected)) ahead.add(newChannelId);
    else if (expected !== null && (there === null || there < expected)) {
      setBack.set(unitId, { there, rejectedTo: position?.read ?? null });
    }
  }
  return { ahead: [...ahead], setBack };
}

/** Made anew each time: of rooms in thousands their parts are megabytes. */
function* migratedParts({ plan, units, limits }: LoadedParts): Generator<RoomPart> {
  for (const part of eachPart(plan.rooms, units, limits)) if (part.room.newChannelId !== null) yield part;
}

/** The highest chatId that the target holds of a part; null when it holds none. */
async function lookedUp(loaded: LoadedParts): Promise<(part: RoomPart) => bigint | null> {
  const { targetReader } = loaded;
  const found = new Map((await targetReader.bounds()).map((bounds) => [bounds.channelId, bounds.lastChatId]));
  const lastOf = ({ room }: RoomPart) => found.get(room.newChannelId ?? 0);
  // Of a cut room the highest of all lies in one part; the others have to be asked for.
  const asked: RoomPart[] = [];
  for (const part of migratedParts(loaded)) {
    const last = lastOf(part);
    if (last !== undefined && part.upTo !== null && part.upTo < last) asked.push(part);
  }
  const ranges = asked.map(({ room, after, upTo }) => ({ channelId: room.newChannelId ?? 0, after, upTo }));
  const bounds = new Map<number, RoomBounds[]>();
  for (const one of ranges.length === 0 ? [] : await targetReader.bounds(ranges)) {
    const known = bounds.get(one.channelId);
    if (known === undefined) bounds.set(one.channelId, [one]);
    else known.push(one);
  }
  return (part) => {
    const last = lastOf(part);
    const { after, upTo } = part;
    if (last === undefined || (after !== null && last <= after)) return null;
    if (upTo === null || last <= upTo) return last;
    const inside = bounds
      .get(part.room.newChannelId ?? 0)
      ?.find(({ lastChatId }) => (after === null || lastChatId > after) && lastChatId <= upTo);
    return inside?.lastChatId ?? null;
  };
}
