/** What takes minutes: asked for by GC2PC_LONG_TESTS=1. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LEGACY_TABLES } from '#src/model/schema/legacy.ts';
import { cliJson, environmentOf } from '#test/support/cli.ts';
import { forEachEngine, SQLITE, type TestDatabases } from '#test/support/engines.ts';
import { migrate } from '#test/support/migrate.ts';
import { createWorld } from '#test/support/small-world.ts';
import { told, verify } from '#test/support/verify.ts';

const wanted = process.env.GC2PC_LONG_TESTS === '1';
const TIMEOUT_MS = 1_800_000;
const MEMORY_BYTES = 300_000_000;
const LONG_ROOM = 104;
const LONG_ROOM_MESSAGES = 5_000_000;
const PAGE_ROWS = 10_000;

describe.skipIf(!wanted)('long runs', () => {
  forEachEngine('a million messages', (engine) => {
    let databases: TestDatabases;
    beforeEach(async () => {
      databases = await engine.fresh('million');
    });
    afterEach(() => databases.dispose());

    it('are migrated and verified in less than 300 MB', { timeout: TIMEOUT_MS }, async () => {
      const run = (...words: string[]) =>
        cliJson(words, {
          folder: databases.dir,
          environment: { ...environmentOf(databases), GC2PC_LOAD_PATH: 'wire' },
        });
      await run('fixture', 'create', '--size', 'small', '--scale', '20');
      const { document } = await run('migrate');
      expect(document).toMatchObject({ exitCode: 0, counts: { messages: { read: 1_000_000 } } });
      expect(document.peakRssBytes).toBeLessThan(MEMORY_BYTES);
      expect((await run('verify')).document).toMatchObject({ verdict: 'verified' });
      const status = await run('status');
      expect(status.document).toMatchObject({ lastRun: { verb: 'verify' } });
      expect(status.document.peakRssBytes).toBeLessThan(MEMORY_BYTES);
    });
  });

  it('take a room of five million messages through to the verdict', { timeout: TIMEOUT_MS }, async () => {
    const databases = await SQLITE.fresh('long-room');
    try {
      await createWorld(databases);
      await fill(databases);
      const result = await migrate(databases, { limits: { rows: PAGE_ROWS, bytes: 16_000_000 } });
      expect(result.counts.messages.written).toBeGreaterThan(LONG_ROOM_MESSAGES);
      const verification = await verify(databases);
      expect(told(verification)).toEqual([]);
      expect(verification.verdict).toBe('verified');
    } finally {
      await databases.dispose();
    }
  });
});

/** Five million short messages behind those that the room has. */
async function fill(databases: TestDatabases): Promise<void> {
  const chat = LEGACY_TABLES.find(({ name }) => name === 'tblChat');
  if (chat === undefined) throw new Error('the schema has no tblChat');
  const store = await databases.fixtureStore('source');
  const first = 1_000_000n;
  for (let from = 0; from < LONG_ROOM_MESSAGES; from += PAGE_ROWS) {
    const page = Array.from({ length: PAGE_ROWS }, (_, index) => {
      const id = first + BigInt(from + index);
      return [LONG_ROOM, id, 634_294_368_000_000_000n + id, 10, false, `message ${id}`] as const;
    });
    await store.port.insertArrays(chat, page);
  }
  await store.close();
}
