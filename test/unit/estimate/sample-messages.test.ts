import { describe, expect, it } from 'vitest';
import { sampleMarks } from '#src/estimate/sample-marks.ts';
import { type SampleRequest, sampleMessages } from '#src/estimate/sample-messages.ts';
import type { MessageRange } from '#src/model/database-reader.ts';
import type { LegacyMessage, PageLimits } from '#src/model/messages.ts';
import type { RoomPlan, TranslatedPage } from '#src/model/plan.ts';
import { FakeClock } from './fake-clock.ts';

const ROOM: RoomPlan = {
  channelId: 1,
  newChannelId: 11,
  left: null,
  name: 'Room',
  bounds: { channelId: 1, firstChatId: 1n, lastChatId: 1_000_000n },
};

/** Every third message is skipped; the others keep their text. */
function translate(_room: RoomPlan, page: readonly LegacyMessage[]): TranslatedPage {
  const kept = page.filter(([chatId]) => chatId % 3n !== 0n);
  return {
    messages: kept.map(([chatId, date, user, alert, content]) => [11, chatId, date, user, alert, content, null]),
    skipped: { 'filter.since': page.length - kept.length },
    rejects: [],
    orphanAuthors: [],
  };
}

interface Asked {
  readonly range: MessageRange;
  readonly rows: number;
}

function requestOf(clock: FakeClock, changes: Partial<SampleRequest> & { readonly pageMs?: number } = {}) {
  const { pageMs = 100, ...rest } = changes;
  const asked: Asked[] = [];
  let abandoned = 0;
  async function* messages(range: MessageRange, limits: PageLimits): AsyncIterable<LegacyMessage[]> {
    asked.push({ range, rows: limits.rows });
    try {
      for (let next = (range.after ?? 0n) + 1n; next <= (range.upTo ?? 0n); next += BigInt(limits.rows)) {
        // Workers wait side by side: the clock moves once for all of a round.
        if (asked.length % 4 === 1) clock.pass(pageMs);
        const page: LegacyMessage[] = [];
        for (let id = next; id < next + BigInt(limits.rows) && id <= (range.upTo ?? 0n); id++)
          page.push([id, 1n, 7, false, 'ab']);
        yield page;
      }
    } finally {
      abandoned++;
    }
  }
  const request: SampleRequest = {
    source: { messages },
    plan: { rooms: [ROOM], translate },
    concurrency: 4,
    limits: { rows: 100, bytes: 1 << 20 },
    messages: 1_000_000,
    budgetMs: 5_000,
    clock,
    stop: new AbortController().signal,
    ...rest,
  };
  return { request, asked, abandoned: () => abandoned };
}

describe('sampling messages', () => {
  it('ends with the time that it was given, but for the round under way', async () => {
    const clock = new FakeClock();
    const { request } = requestOf(clock);
    const sample = await sampleMessages(request);
    expect(clock.now() - 1_000).toBeGreaterThanOrEqual(5_000);
    expect(clock.now() - 1_000).toBeLessThanOrEqual(5_100);
    expect(sample.rounds.length).toBeGreaterThan(40);
    for (const { queries, ms } of sample.rounds) expect([queries, ms]).toEqual([4, 100]);
  });

  it('ends with the time even where the server is silent', async () => {
    const clock = new FakeClock();
    const never = { next: () => new Promise<never>(() => {}) };
    const silent = { messages: () => ({ [Symbol.asyncIterator]: () => never }) };
    const pending = sampleMessages({ ...requestOf(clock).request, source: silent });
    clock.pass(5_000);
    expect(await pending).toMatchObject({ rounds: [], read: 0 });
  });

  it('reads one page at each place and lets go of it, several side by side, short ones among them', async () => {
    const { request, asked, abandoned } = requestOf(new FakeClock());
    const sample = await sampleMessages(request);
    // The round in which the time is up does not count.
    expect([0, 4]).toContain(asked.length - sample.rounds.length * 4);
    expect(abandoned()).toBe(asked.length);
    const short = asked.filter(({ rows }) => rows === 1).length / asked.length;
    expect(short).toBeCloseTo(1 / 3, 1);
    for (const { range } of asked) expect(range.channelId).toBe(1);
    expect(new Set(asked.map(({ range }) => range.after)).size).toBeGreaterThan(asked.length / 2);
  });

  it('passes pages through the plan: it counts what would be written, and its bytes in UTF-16', async () => {
    const { request } = requestOf(new FakeClock());
    const { read, written, insideBytes, outside } = await sampleMessages(request);
    expect(written / read).toBeCloseTo(2 / 3, 2);
    expect(insideBytes).toBe(written * 4);
    expect(outside).toEqual({ values: 0, bytes: 0 });
  });

  it('counts apart what is too long for a row', async () => {
    const clock = new FakeClock();
    const long = 'x'.repeat(4_001);
    async function* messages(): AsyncIterable<LegacyMessage[]> {
      clock.pass(1_000);
      yield [[1n, 1n, 7, false, long]];
    }
    const sample = await sampleMessages({ ...requestOf(clock).request, source: { messages }, concurrency: 1 });
    expect(sample.outside).toEqual({ values: sample.written, bytes: sample.written * 8_002 });
    expect(sample.insideBytes).toBe(0);
  });

  it('does not read a small source again and again', async () => {
    const { request } = requestOf(new FakeClock(), { messages: 50, pageMs: 1 });
    expect((await sampleMessages(request)).rounds.length).toBe(30);
  });

  it('stops when it is told to', async () => {
    const stop = new AbortController();
    stop.abort();
    const { request, asked } = requestOf(new FakeClock(), { stop: stop.signal });
    expect((await sampleMessages(request)).rounds).toEqual([]);
    expect(asked).toEqual([]);
  });

  it('tells of a server that fails', async () => {
    const broken = { next: () => Promise.reject(new Error('gone')) };
    const failing = { messages: () => ({ [Symbol.asyncIterator]: () => broken }) };
    await expect(sampleMessages({ ...requestOf(new FakeClock()).request, source: failing })).rejects.toThrow('gone');
  });
});

describe('sampling marks', () => {
  it('takes ranges of a delta, one after the other, within the time', async () => {
    const clock = new FakeClock();
    const asked: MessageRange[] = [];
    const marks = {
      message: async (range: MessageRange) => {
        asked.push(range);
        clock.pass(200);
        return { rows: 10, mark: 'x' };
      },
    };
    const stop = new AbortController().signal;
    const rounds = await sampleMarks({ marks, plan: { rooms: [ROOM] }, budgetMs: 1_000, clock, stop });
    expect(clock.now() - 1_000).toBe(1_000);
    expect(rounds.length).toBeGreaterThanOrEqual(4);
    for (const round of rounds) expect(round).toEqual({ queries: 1, rows: 10, ms: 200 });
    for (const { after, upTo } of asked) {
      expect((upTo ?? 0n) - (after ?? 0n)).toBeLessThanOrEqual(8_192n);
      expect(upTo ?? 0n).toBeLessThanOrEqual(1_000_000n);
    }
  });

  it('ends with the time where the server is silent', async () => {
    const clock = new FakeClock();
    const marks = { message: () => new Promise<never>(() => {}) };
    const stop = new AbortController().signal;
    const pending = sampleMarks({ marks, plan: { rooms: [ROOM] }, budgetMs: 1_000, clock, stop });
    clock.pass(1_000);
    expect(await pending).toEqual([]);
  });
});
