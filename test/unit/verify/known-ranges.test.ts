/** What an earlier comparison is still worth. */
import { beforeEach, expect, test } from 'vitest';
import type { JournalPort } from '#src/journal/journal-port.ts';
import type { MarkRecord } from '#src/journal/journal-tables.ts';
import type { MessageMark } from '#src/model/marks-port.ts';
import type { MigrationPlan, RoomPlan } from '#src/model/plan.ts';
import { AuthorMapping } from '#src/verify/author-mapping.ts';
import { KnownRanges } from '#src/verify/known-ranges.ts';
import { MarkBook } from '#src/verify/mark-book.ts';
import type { MarkedRoom } from '#src/verify/marked-rooms.ts';
import { type Order, Sequence } from '#src/verify/sequence.ts';

const ROOM = { channelId: 3, newChannelId: 30, left: null, name: 'Room', bounds: null } as const;
const END = 8_191n;

/** Legacy author → number in the target; a negative one stands for a placeholder. */
type Authors = Record<number, number>;

/** A plan that knows nothing but authors: those it has no number for are rejected. */
function planOf(authors: Authors): MigrationPlan {
  const translate: MigrationPlan['translate'] = (_room, page) => {
    const known = page.filter(([, , author]) => authors[author] !== undefined);
    return {
      messages: known.map(([id, date, author, alert, text]) => [
        30,
        id,
        date,
        Math.abs(authors[author] ?? 0),
        alert,
        text,
        null,
      ]),
      skipped: {},
      rejects: [],
      orphanAuthors: known.map(([, , author]) => author).filter((author) => (authors[author] ?? 0) < 0),
    };
  };
  const withRow = Object.entries(authors).filter(([, newId]) => newId > 0);
  const messageMapping = { authors: new Map(withRow.map(([id, newId]) => [Number(id), newId])) };
  return { rooms: [ROOM satisfies RoomPlan], translate, messageMapping } as unknown as MigrationPlan;
}

let rows: MarkRecord[];
beforeEach(() => {
  rows = [];
});

/** Keeps marks in memory; nothing else is asked of it. */
const journal = {
  async *pages() {
    if (rows.length > 0) yield [...rows];
  },
  transaction: async (work: (transaction: unknown) => Promise<void>) =>
    work({
      insert: async (_: string, more: readonly MarkRecord[]) => void rows.push(...more),
      remove: async (_: string, gone: MarkRecord) => {
        rows = rows.filter(({ channelId, upTo }) => channelId !== gone.channelId || upTo !== gone.upTo);
      },
    }),
} as unknown as JournalPort;

function mark(text: string, count = 2): MessageMark {
  return { channelId: 3, upTo: END, rows: count, last: END, mark: text };
}

function marked(source = 's', target = 't', newChannelId = 30): MarkedRoom {
  return {
    room: { ...ROOM, newChannelId },
    source: new Map([[END, mark(source)]]),
    target: new Map([[END, mark(target)]]),
  };
}

function order(...dates: bigint[]): Order {
  const sequence = new Sequence();
  for (const [at, date] of dates.entries()) sequence.add([30, BigInt(at + 1), date, 5, false, '', null]);
  return sequence;
}

async function open(authors: Authors): Promise<{ known: KnownRanges; mapping: AuthorMapping; book: MarkBook }> {
  const mapping = new AuthorMapping(planOf(authors));
  const book = new MarkBook(journal, 'm');
  const known = new KnownRanges(book, mapping);
  await known.begin();
  await known.enter(marked());
  return { known, mapping, book };
}

/** Compares one range of two messages by authors 5 (now 50) and 6 (placeholder 60), while 7 is rejected. */
async function learnt(authors: Authors = { 5: 50, 6: -60 }): Promise<void> {
  const { known, mapping, book } = await open(authors);
  for (const legacy of [5, 6, 7]) mapping.of(legacy);
  const both = order(9n, 4n);
  const found = { after: null, upTo: END, expected: both, actual: both, differences: [] };
  const authorsFound = new Set([50, 60]);
  await known.learn(marked(), { ...found, expectedAuthors: authorsFound, actualAuthors: authorsFound }, new Set([7]));
  await book.flush();
}

async function isKnown(authors: Authors, room: MarkedRoom): Promise<boolean> {
  return (await open(authors)).known.take(room, END);
}

const SAME: Authors = { 5: 50, 6: -60 };

test('a range is known while its marks, its room and its authors are the same', async () => {
  await learnt();
  const { known } = await open(SAME);
  expect(known.take(marked(), END)).toBe(true);
  expect(known).toMatchObject({ ranges: 1, messages: 2 });
  expect([...known.authors]).toEqual([50, 60]);
  expect([...known.orphanAuthors]).toEqual([6]);
  const [range] = known.taken(marked());
  expect(range).toEqual({
    upTo: END,
    order: { rows: 2, firstDate: 9n, lastDate: 4n, inversions: 1, ascending: true },
  });
});

test.each([
  ['the source has changed', SAME, marked('other')],
  ['the target has changed', SAME, marked('s', 'other')],
  ['the target has lost its messages', SAME, { ...marked(), target: new Map() }],
  ['the room has another number', SAME, marked('s', 't', 31)],
  ['an author has another number', { 5: 51, 6: -60 }, marked()],
  ['a placeholder has another number', { 5: 50, 6: -61 }, marked()],
  ['an author is rejected now', { 6: -60 }, marked()],
  ['an author who was rejected is not any more', { ...SAME, 7: 70 }, marked()],
] as const)('a range is not known when %s', async (_, authors, room) => {
  await learnt();
  expect(await isKnown(authors, room)).toBe(false);
});

test('an author who got a row of the placeholder’s number is known, and no longer needs the placeholder', async () => {
  await learnt();
  const { known } = await open({ 5: 50, 6: 60 });
  expect(known.take(marked(), END)).toBe(true);
  expect([...known.orphanAuthors]).toEqual([]);
});

test('a range that changed while it was read is not remembered, and what was known of it is forgotten', async () => {
  await learnt();
  const { known, book } = await open(SAME);
  const three = order(1n, 2n, 3n);
  const found = { after: null, upTo: END, expected: three, actual: three, differences: [] };
  await known.learn(marked(), { ...found, expectedAuthors: new Set(), actualAuthors: new Set() }, new Set());
  await book.flush();
  expect(await isKnown(SAME, marked())).toBe(false);
});

test('a range of which the plan writes nothing is known as such', async () => {
  const { known, book } = await open({});
  const room = { ...marked(), target: new Map() };
  await known.learnEmpty(room, { after: null, upTo: null }, new Set(), new Set([7]));
  await book.flush();
  expect(await isKnown({}, room)).toBe(true);
  expect(await isKnown({ 7: 70 }, room)).toBe(false);
  expect(await isKnown({}, marked())).toBe(false);
});

test('a range that neither side has any more is forgotten', async () => {
  await learnt();
  const { known, book } = await open(SAME);
  known.forgetVanished({ ...marked(), source: new Map(), target: new Map() });
  await book.flush();
  expect(rows).toEqual([]);
});

test('a range that a comparison without marks finds unlike is forgotten as well', async () => {
  await learnt();
  expect(rows).toHaveLength(1);
  const book = new MarkBook(journal, 'm');
  book.unlike(3, END);
  await book.end();
  expect(rows).toHaveLength(0);
});
