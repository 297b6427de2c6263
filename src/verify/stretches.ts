/** Cuts rooms into stretches that are compared by themselves, so that one large room keeps several readers at work. */
import { MARK_RANGE_IDS, markRangeEnd } from '#src/model/marks-port.ts';
import type { RoomBounds } from '#src/model/messages.ts';
import type { RangeMarks } from './marked-rooms.ts';
import type { ChatRange } from './room-sides.ts';

/** Enough that finding the first row and being the last to end cost nothing. */
const STRETCH_ROWS = 65_536;
const STRETCH_IDS = 8n * MARK_RANGE_IDS;
/** Per room, where ids are sparse. */
const MOST_STRETCHES = 1_024n;

/**
 * Stretches of the ranges that must be read. Together with the ranges that need not, they hold every chatId once: what
 * lies between two marks belongs to the later one, what lies beyond the last to the last.
 */
export function stretchesToRead(
  source: RangeMarks,
  target: RangeMarks,
  isKnown: (upTo: bigint) => boolean,
): ChatRange[] {
  const ends = [...new Set([...source.keys(), ...target.keys()])].sort((a, b) => (a < b ? -1 : 1));
  const stretches: ChatRange[] = [];
  let after: bigint | null = null;
  let upTo: bigint | null = null;
  let rows = 0;
  const cut = (): void => {
    if (upTo !== null) stretches.push({ after, upTo: upTo === ends.at(-1) ? null : upTo });
    after = upTo ?? after;
    upTo = null;
    rows = 0;
  };
  for (const end of ends) {
    if (isKnown(end)) {
      cut();
      after = end;
      continue;
    }
    upTo = end;
    rows += Math.max(source.get(end)?.rows ?? 0, target.get(end)?.rows ?? 0);
    if (rows >= STRETCH_ROWS) cut();
  }
  cut();
  return stretches;
}

/** The whole room, cut by what its ids span. */
export function stretchesOf(bounds: RoomBounds | null): ChatRange[] {
  if (bounds === null) return [{ after: null, upTo: null }];
  const { firstChatId, lastChatId } = bounds;
  const most = (lastChatId - firstChatId) / MOST_STRETCHES;
  const step = most > STRETCH_IDS ? most : STRETCH_IDS;
  const stretches: ChatRange[] = [];
  let after: bigint | null = null;
  for (let from = firstChatId; from + step <= lastChatId; from += step) {
    const upTo = markRangeEnd(from + step - 1n);
    if (upTo >= lastChatId) break;
    stretches.push({ after, upTo });
    after = upTo;
  }
  stretches.push({ after, upTo: null });
  return stretches;
}
