/** Which messages a migration has come to, by its checkpoints: what lies beyond them is still to be copied. */
import type { UnitRecord } from '#src/journal/journal-tables.ts';
import type { PageLimits } from '#src/model/messages.ts';
import type { MigrationPlan } from '#src/model/plan.ts';
import { workOf } from './lots.ts';
import { partsOf } from './room-parts.ts';
import { parseRoomPosition } from './room-position.ts';

/** True where the checkpoint of the room, or of its part, stands at that message of the target, or has passed it. */
export type IsCopied = (newChannelId: number, chatId: bigint) => boolean;

/**
 * @param units of the migration, by their ids
 * @param limits of one batch
 */
export function copiedParts(
  { rooms }: Pick<MigrationPlan, 'rooms'>,
  units: ReadonlyMap<string, UnitRecord>,
  limits: PageLimits,
): IsCopied {
  const parts = new Map<number, { readonly upTo: bigint | null; readonly written: bigint | null }[]>();
  for (const { unitId, room, upTo } of partsOf(rooms, units, limits)) {
    if (room.newChannelId === null) continue;
    const written = parseRoomPosition(units.get(unitId)?.position ?? null)?.written ?? null;
    const known = parts.get(room.newChannelId) ?? [];
    parts.set(room.newChannelId, known);
    known.push({ upTo, written });
  }
  return (newChannelId, chatId) => {
    // In the order of chatIds, the open end last.
    const part = parts.get(newChannelId)?.find(({ upTo }) => upTo === null || chatId <= upTo);
    return part !== undefined && part.written !== null && chatId <= part.written;
  };
}

/** True when a room of the source holds messages after the last one that the migration has come to. */
export function isBehind(
  { rooms }: Pick<MigrationPlan, 'rooms'>,
  units: ReadonlyMap<string, UnitRecord>,
  limits: PageLimits,
): boolean {
  return partsOf(rooms, units, limits).some((part) => {
    // Newer ones lie in the open end of a room.
    if (part.upTo !== null || part.room.newChannelId === null) return false;
    return workOf(part, parseRoomPosition(units.get(part.unitId)?.position ?? null)) !== null;
  });
}
