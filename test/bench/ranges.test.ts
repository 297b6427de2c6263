import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { equalParts, type KeyRange, type RoomRows } from '#bench/ranges.ts';

/** Rooms of ascending ids whose chatIds have no gaps. */
const rooms = fc
  .array(
    fc.record({ step: fc.integer({ min: 1, max: 9 }), rows: fc.integer({ min: 1, max: 60 }), first: fc.nat(50) }),
    {
      minLength: 1,
      maxLength: 30,
    },
  )
  .map((drawn) => {
    let channelId = 0;
    return drawn.map(({ step, rows, first }): RoomRows => {
      channelId += step;
      return { channelId, rows, firstChatId: first, lastChatId: first + rows - 1 };
    });
  });

function keysOf(all: readonly RoomRows[], ranges: readonly KeyRange[]): string[] {
  return ranges.flatMap(({ fromChannel, toChannel, chatIds }) =>
    all
      .filter(({ channelId }) => channelId >= fromChannel && channelId <= toChannel)
      .flatMap(({ channelId, rows, firstChatId }) =>
        Array.from({ length: rows }, (_, row) => firstChatId + row)
          .filter((id) => chatIds === null || (id >= chatIds.from && id <= chatIds.to))
          .map((id) => `${channelId}/${id}`),
      ),
  );
}

describe('parts for several streams', () => {
  it('hold every message exactly once, in key order, and are equal to a row', () => {
    fc.assert(
      fc.property(rooms, fc.integer({ min: 1, max: 8 }), (all, count) => {
        const parts = equalParts(all, count).map((ranges) => keysOf(all, ranges));
        const whole = { fromChannel: 0, toChannel: Number.MAX_SAFE_INTEGER, chatIds: null };
        expect(parts).toHaveLength(count);
        expect(parts.flat()).toEqual(keysOf(all, [whole]));
        const sizes = parts.map(({ length }) => length);
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
      }),
    );
  });
});
