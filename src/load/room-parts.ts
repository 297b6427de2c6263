/**
 * Cuts large rooms into ranges of chatIds, each a unit of its own, so that several streams load one room, each of them in
 * key order. A cut is made once, before the room's first message is written, and is kept in the names of the units: a
 * run that goes on finds the same parts, whatever has become of the room meanwhile. What comes after the last part goes
 * to the room's own unit.
 */
import type { UnitRecord } from '#src/journal/journal-tables.ts';
import { MARK_RANGE_IDS, markRangeEnd } from '#src/model/marks-port.ts';
import type { PageLimits } from '#src/model/messages.ts';
import type { RoomPlan } from '#src/model/plan.ts';

/** A whole room, one range of a cut room, or what follows its last range. Together they hold every chatId once. */
export interface RoomPart {
  readonly unitId: string;
  readonly room: RoomPlan;
  /** Exclusive; null = from the lowest. */
  readonly after: bigint | null;
  /** Inclusive; null = to the highest. */
  readonly upTo: bigint | null;
  /** The lowest chatId that it was made for; null where there was no message. */
  readonly first: bigint | null;
}

/** A part is worth its checkpoints from so many batches on. */
const PART_BATCHES = 4;
/** Per room: ids may be dense at one end alone, and still thirty-two streams shall find work to the last. */
const MOST_PARTS = 256;
const PART_UNIT = /^room:(-?\d+)\/(-?\d+)\.\.(-?\d+)$/;

/** `room:17`: the whole room, or what follows the last part of a cut one. */
export function roomUnitId(room: Pick<RoomPlan, 'channelId'>): string {
  return `room:${room.channelId}`;
}

/** `room:17/1..40000`, both ends inclusive. The first part of a room holds what lies below it, too. */
function partUnitId(room: Pick<RoomPlan, 'channelId'>, first: bigint, last: bigint): string {
  return `${roomUnitId(room)}/${first}..${last}`;
}

/** True for a range of a cut room. */
export function isPart(part: Pick<RoomPart, 'upTo'>): boolean {
  return part.upTo !== null;
}

/**
 * The parts of all rooms, in the order of rooms and chatIds, each room's open end last.
 * @param units as the journal knows them: a room that has a unit stays as it was cut then
 * @param limits of one batch
 */
export function partsOf(
  rooms: readonly RoomPlan[],
  units: ReadonlyMap<string, UnitRecord>,
  limits: PageLimits,
): RoomPart[] {
  return [...eachPart(rooms, units, limits)];
}

/** The same, one by one: of rooms in thousands their parts are megabytes. */
export function* eachPart(
  rooms: Iterable<RoomPlan>,
  units: ReadonlyMap<string, UnitRecord>,
  limits: PageLimits,
): Generator<RoomPart> {
  const known = knownCuts(units.keys());
  for (const room of rooms) {
    const cut = known.get(room.channelId);
    if (cut !== undefined) yield* parts(room, cut);
    else yield* parts(room, units.has(roomUnitId(room)) ? [] : freshCut(room, limits));
  }
}

type Span = readonly [first: bigint, last: bigint];

function parts(room: RoomPlan, spans: readonly Span[]): RoomPart[] {
  let after: bigint | null = null;
  const cut = spans.map(([first, last]): RoomPart => {
    const part = { unitId: partUnitId(room, first, last), room, after, upTo: last, first };
    after = last;
    return part;
  });
  const end: bigint | null = after;
  const first: bigint | null = end === null ? (room.bounds?.firstChatId ?? null) : end + 1n;
  return [...cut, { unitId: roomUnitId(room), room, after: end, upTo: null, first }];
}

function knownCuts(unitIds: Iterable<string>): Map<number, Span[]> {
  const cuts = new Map<number, Span[]>();
  for (const unitId of unitIds) {
    const match = PART_UNIT.exec(unitId);
    if (match === null) continue;
    const [, channel, first = '', last = ''] = match;
    const spans = cuts.get(Number(channel)) ?? [];
    spans.push([BigInt(first), BigInt(last)]);
    cuts.set(Number(channel), spans);
  }
  for (const spans of cuts.values()) spans.sort((a, b) => (a[0] < b[0] ? -1 : 1));
  return cuts;
}

/**
 * Even spans of ids; empty for a room that stays whole. Ids may have gaps, so a span may turn out to hold little. Where
 * they are large enough they end where ranges of marks do: a range that two streams read has no mark.
 */
function freshCut({ bounds, left }: RoomPlan, limits: PageLimits): Span[] {
  if (bounds === null || left !== null) return [];
  const { firstChatId, lastChatId } = bounds;
  const ids = lastChatId - firstChatId + 1n;
  const wanted = ids / BigInt(PART_BATCHES * limits.rows);
  const count = wanted > BigInt(MOST_PARTS) ? BigInt(MOST_PARTS) : wanted;
  if (count < 2n) return [];
  const isAligned = ids / count >= 2n * MARK_RANGE_IDS;
  const spans: Span[] = [];
  let first = firstChatId;
  for (let part = 1n; part <= count; part += 1n) {
    const even = firstChatId + (ids * part) / count - 1n;
    const last = isAligned && part < count ? markRangeEnd(even) : even;
    spans.push([first, last]);
    first = last + 1n;
  }
  return spans;
}
