/** Verifying again: what has not changed since it was found alike is not read, and nothing escapes because of that. */
import '#test/support/quick-disk.ts';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { SourcePort } from '#src/extract/source-port.ts';
import { migrationIdOf } from '#src/journal/migration.ts';
import type { TargetReader } from '#src/load/target-port.ts';
import type { MessageRange } from '#src/model/database-reader.ts';
import { MarkBook } from '#src/verify/mark-book.ts';
import { forEachEngine, SQLITE, type TestDatabases, type TestEngine } from '#test/support/engines.ts';
import { keptMarks } from '#test/support/kept-marks.ts';
import { migrate } from '#test/support/migrate.ts';
import { addMessages, change, createWorld, messagesOf, ROOMS } from '#test/support/small-world.ts';
import { told, verify } from '#test/support/verify.ts';

vi.setConfig({ testTimeout: 240_000 });

const MESSAGES = [...ROOMS.values()].reduce((sum, count) => sum + count, 0);
/** Rooms with messages, of one range each. */
const RANGES = [...ROOMS.values()].filter((count) => count > 0).length;
/** In the large room of these tests, which has every second chatId: six ranges. */
const LARGE = 24_000;

let databases: TestDatabases;
afterEach(() => databases.dispose());

async function migrated(engine: TestEngine): Promise<void> {
  databases = await engine.fresh('again');
  await createWorld(databases);
  await migrate(databases, { limits: { rows: 1_000, bytes: 1_000_000 } });
}

/** Ranges of tblChat that the target was asked for, and how many messages came. */
class CountingReader {
  readonly ranges: MessageRange[] = [];
  rows = 0;

  readonly watch = ({ source, reader }: { source: SourcePort; reader: TargetReader }) => {
    const counted = new Proxy(reader, {
      get: (port, name) => {
        if (name === 'messages')
          return (...asked: Parameters<TargetReader['messages']>) => this.#counted(port, ...asked);
        if (name === 'walk') return (...asked: Parameters<TargetReader['walk']>) => this.#walked(port, ...asked);
        const member: unknown = Reflect.get(port, name);
        return typeof member === 'function' ? member.bind(port) : member;
      },
    });
    return { source, reader: counted };
  };

  async *#counted(reader: TargetReader, ...asked: Parameters<TargetReader['messages']>) {
    this.ranges.push(asked[0]);
    for await (const page of reader.messages(...asked)) {
      this.rows += page.length;
      yield page;
    }
  }

  async *#walked(reader: TargetReader, ...asked: Parameters<TargetReader['walk']>) {
    for await (const page of reader.walk(...asked)) {
      this.rows += page.reduce((sum, { messages }) => sum + messages.length, 0);
      yield page;
    }
  }
}

forEachEngine('verify once more', (engine) => {
  beforeEach(() => migrated(engine));

  test('reads no message that has not changed, and one changed message of an old range with its range alone', async () => {
    const marksRead: string[] = [];
    const hear = (side: string) => void marksRead.push(side);
    const first = await verify(databases, { marksRead: hear });
    expect(first).toMatchObject({ verdict: 'verified', fromMarks: { ranges: 0, messages: 0 } });
    // They were taken of what was compared: no message is read for its mark alone.
    expect(marksRead).toEqual([]);

    const again = new CountingReader();
    const second = await verify(databases, { ...again, marksRead: hear });
    expect(marksRead.toSorted()).toEqual(['source', 'target']);
    expect(second).toMatchObject({ verdict: 'verified', fromMarks: { ranges: RANGES, messages: MESSAGES } });
    expect(second.compared).toEqual(first.compared);
    expect(again.ranges).toEqual([]);

    await change(
      databases,
      'target',
      'UPDATE tblChat SET content = UPPER(content) WHERE channelId = 103 AND chatId = 10',
    );
    const changed = new CountingReader();
    const third = await verify(databases, changed);
    expect(told(third)).toEqual(['changed message 103/10 (content)']);
    expect(changed.ranges.map(({ channelId }) => channelId)).toEqual([103]);
    expect(third.fromMarks.messages).toBe(MESSAGES - (ROOMS.get(103) ?? 0));
    expect(third.compared).toEqual(first.compared);
  });
});

describe('verify once more, whatever the engine', () => {
  beforeEach(() => migrated(SQLITE));

  test('reads everything when told to, and finds the same', async () => {
    await verify(databases);
    const all = new CountingReader();
    const full = await verify(databases, { ...all, full: true });
    expect(full).toMatchObject({ verdict: 'verified', fromMarks: { ranges: 0, messages: 0 } });
    expect(all.rows).toBe(MESSAGES);
    await change(databases, 'target', 'DELETE FROM tblChat WHERE channelId = 104 AND chatId = 2');
    const missing = ['missing message 104/2'];
    expect(told(await verify(databases, { full: true }))).toEqual(missing);
    expect(told(await verify(databases))).toEqual(missing);
  });

  test('after a delta reads the ranges that grew, and only those', async () => {
    await addMessages(databases, messagesOf(105, 4, LARGE));
    await migrate(databases, { limits: { rows: 1_000, bytes: 1_000_000 } });
    await verify(databases);
    // One per cent more, in one room of many.
    await addMessages(databases, messagesOf(105, LARGE + 4, LARGE / 100));
    await migrate(databases, { limits: { rows: 1_000, bytes: 1_000_000 } });
    const grown = new CountingReader();
    const result = await verify(databases, grown);
    expect(result.verdict).toBe('verified');
    expect(result.compared.messages).toBe(MESSAGES + LARGE + LARGE / 100);
    expect(new Set(grown.ranges.map(({ channelId }) => channelId))).toEqual(new Set([105]));
    // Ranges are of 8,192 ids, and every second id is there.
    expect(grown.rows).toBeLessThanOrEqual(4_096 + LARGE / 100);
    expect(result.fromMarks.messages).toBe(MESSAGES + LARGE + LARGE / 100 - grown.rows);
  });

  test('goes on where it was stopped: what the stopped run had found alike is not read again', async () => {
    await addMessages(databases, messagesOf(105, 4, LARGE));
    await migrate(databases, { limits: { rows: 1_000, bytes: 1_000_000 } });
    const stop = new AbortController();
    let moved = 0;
    const progress = (event: { readonly event: string; readonly phase?: string; readonly rows?: number }) => {
      if (event.event === 'rows:moved' && event.phase === 'messages') moved += event.rows ?? 0;
      if (moved > LARGE / 2) stop.abort();
    };
    const stopped = verify(databases, { stop: stop.signal, progress, concurrency: 1 });
    await expect(stopped).rejects.toMatchObject({ code: 'VERIFICATION_STOPPED', exitCode: 4 });

    const rest = new CountingReader();
    const result = await verify(databases, { ...rest, concurrency: 1 });
    expect(result.verdict).toBe('verified');
    expect(result.fromMarks.messages).toBeGreaterThan(LARGE / 4);
    expect(result.compared.messages).toBe(MESSAGES + LARGE);
    expect(rest.rows).toBe(MESSAGES + LARGE - result.fromMarks.messages);
  });

  test('keeps what it has found in lots, for the case that it is killed', async () => {
    const { port: journal } = await databases.openJournal();
    const reader = await databases.openTargetReader();
    const migrationId = migrationIdOf(await reader.port.identity());
    const book = new MarkBook(journal, migrationId);
    const known = { channelId: 7, newChannelId: 7, sourceMark: '1.1', targetMark: '1.2', messages: 1, authors: '[]' };
    for (let range = 1n; range <= 250n; range++) {
      await book.alike({ ...known, upTo: range * 8_192n - 1n, firstDate: 1n, lastDate: 1n, inversions: 0 });
    }
    expect((await keptMarks(journal, migrationId)).get(7)?.size).toBe(200);
    // Many messages make a lot as many ranges do.
    await book.alike({
      ...known,
      channelId: 8,
      upTo: 8_191n,
      messages: 99_960,
      firstDate: 1n,
      lastDate: 1n,
      inversions: 0,
    });
    expect([...(await keptMarks(journal, migrationId)).values()].map(({ size }) => size)).toEqual([250, 1]);
    book.unlike(7, 8_191n);
    await book.alike({ ...known, upTo: 16_383n, messages: 2, firstDate: 1n, lastDate: 1n, inversions: 0 });
    await book.flush();
    const kept = (await keptMarks(journal, migrationId)).get(7);
    expect(kept?.size).toBe(249);
    expect(kept?.get(16_383n)).toMatchObject({ messages: 2 });
  });

  test('leaves the marks of a rival verification standing where both have found the same range', async () => {
    const { port: journal } = await databases.openJournal();
    const reader = await databases.openTargetReader();
    const migrationId = migrationIdOf(await reader.port.identity());
    const mine = new MarkBook(journal, migrationId);
    const rival = new MarkBook(journal, migrationId);
    const known = { channelId: 7, newChannelId: 7, upTo: 8_191n, sourceMark: '1.1', messages: 1, authors: '[]' };
    const rest = { firstDate: 1n, lastDate: 1n, inversions: 0 };
    await rival.alike({ ...known, ...rest, targetMark: 'rival' });
    await rival.flush();
    await mine.alike({ ...known, ...rest, targetMark: 'mine' });
    await mine.flush();
    expect((await keptMarks(journal, migrationId)).get(7)?.get(8_191n)).toMatchObject({ targetMark: 'rival' });
  });

  test('still knows which placeholders messages need, and who wrote them, without reading them', async () => {
    await verify(databases);
    const placeholder = "SELECT prinID FROM tblPrincipal WHERE prinUri LIKE '%placeholder.invalid'";
    await change(databases, 'target', `DELETE FROM tblPrincipalAffiliations WHERE principalID IN (${placeholder})`);
    await change(databases, 'target', "DELETE FROM tblPrincipal WHERE prinUri LIKE '%placeholder.invalid'");
    const result = await verify(databases);
    expect(result.fromMarks).toEqual({ ranges: RANGES, messages: MESSAGES });
    expect(result.differences.map(({ what, kind }) => `${what} ${kind}`).toSorted()).toEqual([
      'missing affiliation',
      'missing principal',
    ]);
    expect(result.findings.map(({ id }) => id)).toContain('V16-authors');
  });

  test('sees that a room reads in another order, where the range before is known and only the next one changed', async () => {
    await addMessages(databases, messagesOf(105, 4, LARGE));
    await migrate(databases, { limits: { rows: 1_000, bytes: 1_000_000 } });
    await verify(databases);
    // The first message of the second range becomes older than the last one of the first range.
    await change(databases, 'target', 'UPDATE tblChat SET chatDate = 5 WHERE channelId = 105 AND chatId = 8192');
    const result = await verify(databases);
    expect(told(result)).toEqual(['changed message 105/8192 (chatDate)']);
    expect(result.fromMarks.ranges).toBeGreaterThan(RANGES);
    expect(result.findings).toContainEqual(expect.objectContaining({ id: 'V17-message-order', subject: 'room 105' }));
  });
});
