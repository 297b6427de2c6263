import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CurrentMessage } from '#src/model/messages.ts';
import { compareRanges } from '#src/verify/room-comparison.ts';
import type { ChatRange, RoomSides } from '#src/verify/room-sides.ts';

const ROOM = 17;

function message(chatId: number, extra: Partial<Record<2 | 3 | 4 | 5 | 6, unknown>> = {}): CurrentMessage {
  const made: unknown[] = [ROOM, BigInt(chatId), BigInt(chatId) * 10n, 5, false, `message ${chatId}`, null];
  for (const [at, value] of Object.entries(extra)) made[Number(at)] = value;
  return made as CurrentMessage;
}

/** A side held in memory, in pages of a few. */
function side(messages: readonly CurrentMessage[], pageRows: number) {
  return async function* ({ after, upTo }: ChatRange): AsyncIterable<readonly CurrentMessage[]> {
    const inside = messages.filter(([, id]) => (after === null || id > after) && (upTo === null || id <= upTo));
    for (let from = 0; from < inside.length; from += pageRows) yield inside.slice(from, from + pageRows);
  };
}

function room(expected: readonly CurrentMessage[], actual: readonly CurrentMessage[], pageRows = 700): RoomSides {
  return { channelId: ROOM, name: 'Room', expected: side(expected, pageRows), actual: side(actual, pageRows) };
}

async function differences(sides: RoomSides): Promise<string[]> {
  const found = (await ranges(sides)).flatMap((range) => range.differences);
  return found.map(({ what, key, columns }) => [what, key, ...columns].join(' '));
}

async function ranges(sides: RoomSides) {
  const found = [];
  for await (const range of compareRanges(sides)) found.push(range);
  return found;
}

/** 30,000 chatIds: four ranges. */
const MANY = Array.from({ length: 10_000 }, (_, index) => message(index * 3));

test('a room that is alike on both sides has no differences, however its pages are cut', async () => {
  const sides: RoomSides = { ...room(MANY, MANY), actual: side(MANY, 11) };
  const found = await ranges(sides);
  expect(found.map(({ upTo }) => upTo)).toEqual([8_191n, 16_383n, 24_575n, 32_767n]);
  expect(found.every((range) => range.differences.length === 0)).toBe(true);
  expect(found.reduce((sum, { expected }) => sum + expected.rows, 0)).toBe(MANY.length);
  expect(found.map(({ actual }) => actual)).toEqual(found.map(({ expected }) => expected));
});

test('ranges begin where marks begin, or where the stretch does, and end likewise', async () => {
  const bounds = async (within: ChatRange) => {
    const found: (bigint | null)[][] = [];
    for await (const { after, upTo } of compareRanges(room(MANY, MANY), within)) found.push([after, upTo]);
    return found;
  };
  expect(await bounds({ after: 8_191n, upTo: 16_383n })).toEqual([[8_191n, 16_383n]]);
  expect(await bounds({ after: 100n, upTo: 9_000n })).toEqual([
    [100n, 8_191n],
    [8_191n, 9_000n],
  ]);
  expect(await bounds({ after: 24_575n, upTo: null })).toEqual([[24_575n, 32_767n]]);
});

test('only the range that holds a difference differs, and each side has its own order and authors there', async () => {
  const actual = MANY.map((each, at) => (at === 7_000 ? message(at * 3, { 2: 1n, 3: 9 }) : each));
  const found = await ranges(room(MANY, actual));
  expect(found.map((range) => range.differences.length)).toEqual([0, 0, 1, 0]);
  expect(found[2]).toMatchObject({ expected: { inversions: 0 }, actual: { inversions: 1 } });
  expect([...(found[2]?.actualAuthors ?? [])]).toEqual([5, 9]);
  expect([...(found[2]?.expectedAuthors ?? [])]).toEqual([5]);
});

test.each([
  ['content by case alone', 5, 'MESSAGE 3'],
  ['content by a trailing space', 5, 'message 3 '],
  ['content by an accent', 5, 'm\u00e9ssage 3'],
  ['content by its normal form', 5, 'me\u0301ssage 3'],
  ['content by a lone surrogate', 5, 'message 3\ud800'],
  ['content by NUL', 5, 'message 3\0'],
  ['content that is empty', 5, ''],
  ['rtf that is empty instead of NULL', 6, ''],
  ['one tick', 2, 31n],
  ['the alert', 4, true],
  ['the author', 3, 6],
] as const)('finds a change of %s', async (_, part, value) => {
  const actual = MANY.slice(0, 10).map((each, at) => (at === 1 ? message(3, { [part]: value }) : each));
  const column = ['channelId', 'chatId', 'chatDate', 'userId', 'isAlert', 'content', 'rtf'][part];
  expect(await differences(room(MANY.slice(0, 10), actual))).toEqual([`changed 17/3 ${column}`]);
});

test('text that moves from one message into the next changes both', async () => {
  const left = [message(1, { 5: 'ab' }), message(2, { 5: 'c' })];
  const right = [message(1, { 5: 'a' }), message(2, { 5: 'bc' })];
  expect(await differences(room(left, right))).toEqual(['changed 17/1 content', 'changed 17/2 content']);
});

test('a message of 20 MB is compared whole', async () => {
  const long = 'x'.repeat(10_000_000);
  expect(await differences(room([message(1, { 5: long })], [message(1, { 5: long })]))).toEqual([]);
  const other = `${long.slice(0, -1)}y`;
  expect(await differences(room([message(1, { 5: long })], [message(1, { 5: other })]))).toEqual([
    'changed 17/1 content',
  ]);
});

test('finds messages before the first, after the last, and in a room that should be empty', async () => {
  const some = [message(10), message(20)];
  expect(await differences(room(some, [message(-5), ...some, message(99)]))).toEqual(['extra 17/-5', 'extra 17/99']);
  expect(await differences(room([], some))).toEqual(['extra 17/10', 'extra 17/20']);
  expect(await differences(room(some, []))).toEqual(['missing 17/10', 'missing 17/20']);
});

test('any set of edits is found, each with its key, and nothing else', async () => {
  const edit = fc.record({ at: fc.nat({ max: 4_000 }), what: fc.constantFrom('changed', 'missing', 'extra') });
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(edit, { selector: ({ at }) => at, maxLength: 25 }), async (edits) => {
      const expected = new Map(MANY.map((each) => [Number(each[1]), each]));
      const actual = new Map(expected);
      const wanted: string[] = [];
      for (const { at, what } of edits) {
        const id = at * 3;
        if (what === 'extra' || !expected.has(id)) {
          actual.set(id + 1, message(id + 1));
          wanted.push(`extra 17/${id + 1}`);
        } else if (what === 'missing') {
          actual.delete(id);
          wanted.push(`missing 17/${id}`);
        } else {
          actual.set(id, message(id, { 5: `edited ${id}` }));
          wanted.push(`changed 17/${id} content`);
        }
      }
      const sorted = [...actual.values()].sort((a, b) => Number(a[1] - b[1]));
      expect((await differences(room(MANY, sorted))).toSorted()).toEqual(wanted.toSorted());
    }),
    { numRuns: 40 },
  );
});
