/** What messages show: found in a sample or in all of them, told as which, and bounded. */
import { expect, test } from 'vitest';
import type { SourcePort } from '#src/extract/source-port.ts';
import type { MessageRange } from '#src/model/database-reader.ts';
import type { LegacyMessage, RoomBounds } from '#src/model/messages.ts';
import { msToTicks } from '#src/model/ticks.ts';
import { linkedFile } from '#src/preflight/linked-file.ts';
import { type SampleOptions, sampleMessages } from '#src/preflight/message-sample.ts';
import { principal } from '#test/support/inventory-builder.ts';
import { NOW } from './facts.ts';

const ANN = 10;
type Changes = Partial<{ at: number; author: number; content: string }>;

/** Messages 1, 2, 3 … of each room, a second apart, but for what is changed. */
class Rooms {
  readonly asked: MessageRange[] = [];
  read = 0;
  readonly #lengths: readonly number[];
  readonly #changes: ReadonlyMap<string, Changes>;

  constructor(lengths: readonly number[], changes: Readonly<Record<string, Changes>> = {}) {
    this.#lengths = lengths;
    this.#changes = new Map(Object.entries(changes));
  }

  get bounds(): RoomBounds[] {
    return this.#lengths.map((length, room) => ({ channelId: room, firstChatId: 1n, lastChatId: BigInt(length) }));
  }

  get port(): SourcePort {
    const rooms = this;
    return {
      async *messages(range: MessageRange) {
        rooms.asked.push(range);
        const last = BigInt(rooms.#lengths[range.channelId] ?? 0);
        const upTo = range.upTo === null || range.upTo > last ? last : range.upTo;
        for (let id = (range.after ?? 0n) + 1n; id <= upTo; id += 1n) {
          rooms.read += 1;
          yield [rooms.#message(range.channelId, id)];
        }
      },
    } as unknown as SourcePort;
  }

  #message(room: number, id: bigint): LegacyMessage {
    const { at, author = ANN, content = 'hello' } = this.#changes.get(`${room}/${id}`) ?? {};
    return [id, msToTicks(at ?? NOW - 86_400_000 + Number(id) * 1_000), author, false, content];
  }
}

function look(rooms: Rooms, options: Partial<SampleOptions> = {}) {
  const inventory = { bounds: rooms.bounds, principals: [principal(ANN, {})] };
  const stop = new AbortController().signal;
  return sampleMessages(rooms.port, inventory, { thorough: false, files: null, now: NOW, stop, ...options });
}

test('nothing is found in sound messages, and small rooms are looked at whole', async () => {
  const nothing = { count: 0, example: null };
  expect(await look(new Rooms([3, 200]))).toEqual({
    whole: true,
    rooms: 2,
    messages: 203,
    orphans: nothing,
    backwards: nothing,
    implausible: nothing,
    links: 0,
    lostLinks: null,
  });
});

test('authors without a row, time that runs back, and dates that cannot be are counted, each with a place', async () => {
  const rooms = new Rooms([9], {
    '0/2': { author: 99 },
    '0/4': { author: 98 },
    '0/5': { at: NOW - 2 * 86_400_000 },
    '0/7': { at: Date.UTC(1899, 0, 1) },
    '0/9': { at: NOW + 3 * 86_400_000 },
  });
  expect(await look(rooms)).toMatchObject({
    orphans: { count: 2, example: 'room 0, chatId 2' },
    backwards: { count: 2, example: 'room 0, chatId 5' },
    implausible: { count: 2, example: 'room 0, chatId 7' },
  });
});

test('the first message of a stretch is not compared with the last one of another', async () => {
  const rooms = new Rooms([5, 5], { '0/5': { at: NOW } });
  expect((await look(rooms)).backwards.count).toBe(0);
});

test('a sample is bounded, holds both ends of rooms spread over all, and says that it is one', async () => {
  const rooms = new Rooms(
    Array.from({ length: 1_000 }, () => 5_000),
    { '0/100': { author: 99 }, '0/2500': { author: 99 }, '995/5000': { author: 99 } },
  );
  const sample = await look(rooms);
  expect(sample).toMatchObject({ whole: false, rooms: 200, messages: 40_000, orphans: { count: 2 } });
  expect(rooms.read).toBe(40_000);
  expect(new Set(rooms.asked.map(({ channelId }) => channelId)).size).toBe(200);
});

test('thorough reads every message', async () => {
  const rooms = new Rooms([5_000, 1], { '0/2500': { author: 99 } });
  expect(await look(rooms, { thorough: true })).toMatchObject({ whole: true, messages: 5_001, orphans: { count: 1 } });
});

test('ends soon when it is told to stop', async () => {
  const stop = new AbortController();
  stop.abort();
  const rooms = new Rooms([5_000]);
  expect((await look(rooms, { thorough: true, stop: stop.signal })).messages).toBe(0);
});

test('links are counted, and those whose file is not in the repository are told where one is known', async () => {
  const links = {
    '0/1': { content: 'ma-filelink:6f1c/Report-1.PDF' },
    '0/2': { content: 'ma-filelink:6f1c/report-2.pdf' },
    '0/3': { content: 'see ma-filelink:6f1c/report-3.pdf' },
  };
  expect(await look(new Rooms([3], links))).toMatchObject({ links: 2, lostLinks: null });
  expect(await look(new Rooms([3], links), { files: new Set(['report-1.pdf']) })).toMatchObject({
    links: 2,
    lostLinks: { count: 1, example: 'room 0, chatId 2' },
  });
});

test.each([
  ['ma-filelink:http://web/files/7f/Plan%202011.doc', 'plan 2011.doc', true],
  ['ma-filelink:\\\\files\\chat\\7f\\plan.doc', 'plan.doc', true],
  ['ma-filelink:get?id=7f01&name=plan.doc', '7f01', true],
  ['ma-filelink:7f/plan.doc the plan', 'plan.doc', true],
  ['ma-filelink:7f/größe.doc', 'größe.doc', true],
  ['ma-filelink:7f/100%.doc', '100%.doc', true],
  ['ma-filelink:7f/plan.doc', 'plan.docx', false],
  ['ma-filelink:', 'plan.doc', false],
])('of %s the name is %s: %s', (content, name, among) => {
  expect(linkedFile(content)?.isAmong(new Set([name]))).toBe(among);
});

test('a message that merely speaks of a link links to nothing', () => {
  expect(linkedFile('ma-filelinks are old')).toBeNull();
  expect(linkedFile('hello')).toBeNull();
});
