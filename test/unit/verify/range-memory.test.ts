/** What a pass has learnt of unchanged ranges, on its way into the journal. */
import { beforeEach, expect, test } from 'vitest';
import type { JournalPort } from '#src/journal/journal-port.ts';
import type { MarkRecord } from '#src/journal/journal-tables.ts';
import type { RangeMemory } from '#src/load/delta-port.ts';
import type { MigrationPlan, RoomPlan } from '#src/model/plan.ts';
import { noMarks, openRangeMemory } from '#src/verify/range-memory.ts';

const END = 8_191n;
const ROOMS = Array.from({ length: 1_300 }, (_, at) => room(at + 1));

let rows: MarkRecord[];
/** Records that came or went, by transaction. */
let transactions: { gone: number; found: number }[];
beforeEach(() => {
  rows = [];
  transactions = [];
});

const journal = {
  async *pages() {
    if (rows.length > 0) yield rows.toSorted((a, b) => a.channelId - b.channelId);
  },
  transaction: async (work: (transaction: unknown) => Promise<void>) => {
    const now = { gone: 0, found: 0 };
    transactions.push(now);
    await work({
      insert: async (_: string, more: readonly MarkRecord[]) => {
        now.found += more.length;
        for (const { channelId } of more) {
          if (rows.some((row) => row.channelId === channelId)) throw new Error(`channel ${channelId} is there`);
        }
        rows.push(...more);
      },
      remove: async (_: string, gone: MarkRecord) => {
        now.gone += 1;
        rows = rows.filter(({ channelId }) => channelId !== gone.channelId);
      },
    });
  },
} as unknown as JournalPort;

function room(channelId: number): RoomPlan {
  return { channelId, newChannelId: channelId + 10_000, left: null, name: `Room ${channelId}`, bounds: null };
}

/** @param mark what the source's only range of each room is now */
async function opened(mark: string): Promise<RangeMemory> {
  const marks = noMarks();
  marks.add(ROOMS.map(({ channelId }) => ({ channelId, upTo: END, rows: 2, last: END, mark })));
  const messageMapping = { authors: new Map([[5, 50]]) };
  const plan = { rooms: ROOMS, messageMapping } as unknown as MigrationPlan;
  return openRangeMemory({ journal, migrationId: 'm', plan, marks });
}

async function learnAll(memory: RangeMemory): Promise<void> {
  for (const one of ROOMS) memory.learn(one, [{ upTo: END, rows: 2, authors: new Set([5]), allWritten: true }]);
  await memory.flush();
}

test('Every range of every room is written down, no more than a lot of them in one transaction', async () => {
  await learnAll(await opened('first'));
  expect(rows.map(({ channelId }) => channelId)).toEqual(ROOMS.map(({ channelId }) => channelId));
  expect(rows.every(({ sourceMark, messages }) => sourceMark === 'first' && messages === 2)).toBe(true);
  expect(transactions.map(({ found }) => found)).toEqual([500, 500, 300]);
});

test('Ranges that have changed take the place of what the journal kept of them', async () => {
  await learnAll(await opened('first'));
  transactions = [];
  const memory = await opened('second');
  expect(memory.of(room(7)).ranges.size).toBe(0);
  await learnAll(memory);
  expect(new Set(rows.map(({ channelId }) => channelId)).size).toBe(ROOMS.length);
  expect(rows.every(({ sourceMark }) => sourceMark === 'second')).toBe(true);
  expect(Math.max(...transactions.map(({ gone, found }) => gone + found))).toBeLessThanOrEqual(500);
  expect((await opened('second')).of(room(7))).toMatchObject({ all: true });
});

test('What was written down is not written again', async () => {
  const memory = await opened('first');
  await learnAll(memory);
  transactions = [];
  await memory.flush();
  expect(transactions).toEqual([]);
});
