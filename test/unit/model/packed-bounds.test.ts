import { expect, it } from 'vitest';
import { packedBounds } from '#src/model/packed-bounds.ts';

const ROOMS = [
  { channelId: 7, firstChatId: 1n, lastChatId: 9_007_199_254_740_993n, rows: 3 },
  { channelId: -2, firstChatId: -5n, lastChatId: 0n },
];

it('bounds are found by their rooms, in whatever order those came, and iterated in the order of rooms', () => {
  const packed = packedBounds(ROOMS);
  const [high, low] = ROOMS.map(({ channelId, firstChatId, lastChatId }) => ({ channelId, firstChatId, lastChatId }));
  expect([...packed]).toEqual([low, high]);
  expect(packed.of(7)).toEqual([high]);
  expect(packed.of(3)).toEqual([]);
});

it('the list that was given stays as it is', () => {
  const rooms = [...ROOMS];
  packedBounds(rooms);
  expect(rooms).toEqual(ROOMS);
});
