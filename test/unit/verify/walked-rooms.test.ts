import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Marked } from '#src/model/database-reader.ts';
import type { MessageMark } from '#src/model/marks-port.ts';
import { WalkedRooms } from '#src/verify/walked-rooms.ts';

type Message = readonly [channelId: number, chatId: number];

const LIMITS = { rows: 10, bytes: 10 };
const WHOLE = { after: null, upTo: null };

/** A reader of these messages that gives so many a page, marks each room once it is behind, and tells what was asked. */
function readerOf(all: readonly Message[], rows: number) {
  const asked: number[] = [];
  const told = { asked, walked: 0, ended: false };
  const reader = {
    async *walk(_run: unknown, _limits: unknown, marked: Marked = () => {}) {
      try {
        let last: number | null = null;
        for (let from = 0; from < all.length; from += rows) {
          const page: { channelId: number; messages: Message[] }[] = [];
          for (const message of all.slice(from, from + rows)) {
            if (last !== null && message[0] !== last) marked([markOf(last)]);
            last = message[0];
            if (page.at(-1)?.channelId !== last) page.push({ channelId: last, messages: [] });
            page.at(-1)?.messages.push(message);
          }
          told.walked++;
          yield page;
        }
        if (last !== null) marked([markOf(last)]);
      } finally {
        told.ended = true;
      }
    },
    async *messages({ channelId }: { channelId: number }) {
      asked.push(channelId);
      yield all.filter(([channel]) => channel === channelId);
    },
  };
  return { reader, told };
}

function markOf(channelId: number): MessageMark {
  return { channelId, upTo: 1n, rows: 1, last: 1n, mark: '' };
}

async function idsOf(rooms: WalkedRooms<Message>, channelId: number, range: object = WHOLE): Promise<number[]> {
  const found: number[] = [];
  for await (const page of rooms.messages({ channelId, ...WHOLE, ...range }, LIMITS))
    found.push(...page.map(([, id]) => id));
  return found;
}

test('every room that is asked for in turn gets its messages and its marks, however the pages are cut', async () => {
  const messages = fc.array(fc.tuple(fc.integer({ min: 1, max: 12 }), fc.nat(99)), { maxLength: 60 });
  const wanted = fc.uniqueArray(fc.integer({ min: 1, max: 12 }), { minLength: 1 });
  await fc.assert(
    fc.asyncProperty(messages, wanted, fc.integer({ min: 1, max: 9 }), async (made, channels, rows) => {
      const all = made.toSorted((a, b) => a[0] - b[0]);
      const marks = new Set<number>();
      const { reader, told } = readerOf(all, rows);
      const rooms = new WalkedRooms<Message>(reader, { first: 1, last: 12, after: null }, LIMITS, (taken) => {
        for (const mark of taken) marks.add(mark.channelId);
      });
      for (const channelId of channels.toSorted((a, b) => a - b)) {
        const ids = all.filter(([channel]) => channel === channelId).map(([, id]) => id);
        expect(await idsOf(rooms, channelId)).toEqual(ids);
        expect(marks.has(channelId)).toBe(ids.length > 0);
      }
      await rooms.close();
      expect(told.asked).toEqual([]);
    }),
  );
});

test('what is not ahead on the way is asked for by itself', async () => {
  const { reader, told } = readerOf(
    [3, 4, 5].map((channel) => [channel, channel * 10]),
    1,
  );
  const rooms = new WalkedRooms<Message>(reader, { first: 2, last: 4, after: null }, LIMITS);
  expect(await idsOf(rooms, 4)).toEqual([40]);
  for (const again of [4, 3]) expect(await idsOf(rooms, again)).toEqual([again * 10]);
  expect(await idsOf(rooms, 5)).toEqual([50]);
  expect(told.asked).toEqual([4, 3, 5]);
});

test('a part of a room is asked for by itself', async () => {
  const { reader, told } = readerOf([[3, 30]], 1);
  const rooms = new WalkedRooms<Message>(reader, { first: 2, last: 4, after: null }, LIMITS);
  await idsOf(rooms, 3, { upTo: 29n });
  expect(told.asked).toEqual([3]);
});

test('a room that is left early does not keep its messages for the next one, and closing ends the reading', async () => {
  const { reader, told } = readerOf(
    [1, 1, 1, 2, 2, 3].map((channel, at) => [channel, at]),
    1,
  );
  const rooms = new WalkedRooms<Message>(reader, { first: 1, last: 3, after: null }, LIMITS);
  for await (const page of rooms.messages({ channelId: 1, ...WHOLE }, LIMITS)) {
    expect(page).toEqual([[1, 0]]);
    break;
  }
  expect(await idsOf(rooms, 2)).toEqual([3, 4]);
  await rooms.close();
  expect([told.ended, told.walked]).toEqual([true, 6]);
});
