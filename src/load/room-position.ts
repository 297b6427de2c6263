/**
 * How far a room is: the highest chatId read, and the highest one written where the two differ because the last ones
 * read were left out or rejected. The next batch begins after the first; the target must hold the second.
 */
export interface RoomPosition {
  readonly read: bigint;
  /** Null when nothing was written. */
  readonly written: bigint | null;
}

export function formatRoomPosition({ read, written }: RoomPosition): string {
  return written === read ? String(read) : `${read}/${written ?? ''}`;
}

export function parseRoomPosition(text: string | null): RoomPosition | null {
  if (text === null) return null;
  const [read = '0', written] = text.split('/');
  const highest = BigInt(read);
  if (written === undefined) return { read: highest, written: highest };
  return { read: highest, written: written === '' ? null : BigInt(written) };
}
