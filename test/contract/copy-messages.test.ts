/** Messages copied inside the server: plainly mappable ones, all of them, and a count wherever that leaves a doubt. */
import { afterEach, expect, it } from 'vitest';
import { besideOf } from '#src/engines/open-beside.ts';
import { type CopiedMessages, type MessageCopy, mappingKey } from '#src/load/server-path/server-path-port.ts';
import type { TargetReader } from '#src/load/target-port.ts';
import { LEGACY_TABLES } from '#src/model/schema/legacy.ts';
import { specOf, VARIANT, withSource, withTarget } from '#test/support/contract-databases.ts';
import { forEachEngine, type TestDatabases } from '#test/support/engines.ts';
import { MIGRATION } from '#test/support/journal-rows.ts';

const CHAT = specOf(LEGACY_TABLES, 'tblChat');
const MAPPING = 5;

forEachEngine('messages copied inside the server', (engine) => {
  let databases: TestDatabases;
  afterEach(async () => databases.dispose());

  type Message = readonly [number, bigint | null, bigint | null, number, boolean | null, string | null];

  async function world(label: string, messages: readonly Message[], variant = VARIANT) {
    databases = await engine.fresh(label);
    // Columns that allow NULL, as a database may have them whose documents say otherwise.
    const loose = { ...CHAT, columns: CHAT.columns.map((each, at) => ({ ...each, nullable: at > 1 })) };
    const { port: source } = await databases.fixtureStore('source');
    await source.createTables([loose], VARIANT);
    if (messages.length > 0) await source.insertArrays(loose, messages as never);
    const { store, journal, reader } = await withTarget(databases, variant);
    await journal.transaction(async (transaction) => {
      const authors = [11, 12, -13].map((id) => ({
        authorKey: mappingKey(MAPPING, id),
        migrationId: MIGRATION,
        newId: 1000 + id,
      }));
      // Of another migration, with the same legacy ids.
      const others = [11, 99].map((id) => ({ authorKey: mappingKey(MAPPING + 1, id), migrationId: 'other', newId: 1 }));
      await transaction.insert('authorMap', [...authors, ...others]);
      const range = (place: number, channelId: number, afterId: bigint, upToId: bigint) => ({
        rangeKey: mappingKey(MAPPING, place),
        migrationId: MIGRATION,
        channelId,
        newChannelId: channelId + 100,
        afterId,
        upToId,
      });
      await transaction.insert('rangeMap', [range(0, 1, 0n, 3n), range(1, 2, 0n, 3n), range(2, 3, 4n, 6n)]);
    });
    const answer = await besideOf(databases.sourceAddress, databases.targetAddress);
    if (!answer.possible) throw new Error(answer.reason);
    const { port: target } = await databases.openTarget(answer.beside);
    const copy = (given: Partial<MessageCopy> & Pick<MessageCopy, 'what' | 'ids'>): Promise<CopiedMessages> =>
      target.transaction((transaction) => transaction.copyMessages({ mapping: MAPPING, since: null, ...given }));
    return { store, target, reader, copy };
  }

  const room = (channelId: number, ids: readonly number[], userId = 11): Message[] =>
    ids.map((id) => [
      channelId,
      BigInt(id),
      630_000_000_000_000_000n + BigInt(id),
      userId,
      id % 2 === 0,
      `Zeile ${id} 😀`,
    ]);
  const RANGE = { channelId: 1, newChannelId: 101, after: 0n, upTo: 3n };

  it('are whole where every id is there, renumbered and otherwise as they were', async () => {
    const { reader, copy } = await world('copy-whole', [...room(1, [1, 2, 3, 4], -13), ...room(2, [1])]);
    expect(await copy({ what: RANGE, ids: 3n })).toEqual({ inserted: 3, counts: null });
    expect(await messages(reader, 101)).toEqual(
      [1, 2, 3].map((id) => [
        101,
        BigInt(id),
        630_000_000_000_000_000n + BigInt(id),
        987,
        id % 2 === 0,
        `Zeile ${id} 😀`,
        null,
      ]),
    );
    expect(await messages(reader, 102)).toEqual([]);
  });

  it('are counted where ids have gaps', async () => {
    const { copy } = await world('copy-gaps', room(1, [1, 3, 7]));
    expect(await copy({ what: { ...RANGE, upTo: 9n }, ids: 9n })).toEqual({
      inserted: 3,
      counts: [{ range: null, rows: 3, old: 0, lastKept: 7n }],
    });
  });

  it('leave old ones out, and count them', async () => {
    const { reader, copy } = await world('copy-since', room(1, [1, 2, 3]));
    const since = 630_000_000_000_000_002n;
    expect(await copy({ what: RANGE, ids: 3n, since })).toEqual({
      inserted: 2,
      counts: [{ range: null, rows: 3, old: 1, lastKept: 3n }],
    });
    expect((await messages(reader, 101)).map(([, id]) => id)).toEqual([2n, 3n]);
    const later = 640_000_000_000_000_000n;
    const all = { ...RANGE, newChannelId: 201 };
    expect((await copy({ what: all, ids: 3n, since: later })).counts).toEqual([
      { range: null, rows: 3, old: 3, lastKept: null },
    ]);
  });

  it('of many ranges are one statement, counted by range', async () => {
    const { reader, copy } = await world('copy-many', [
      ...room(1, [1, 2, 3], 11),
      ...room(2, [2], 12),
      ...room(3, [4, 5, 6, 7], 11),
      ...room(4, [1, 2], 11),
    ]);
    const copied = await copy({ what: [[0, 2]], ids: 8n });
    expect(copied.inserted).toBe(6);
    expect(copied.counts?.toSorted((a, b) => (a.range ?? 0) - (b.range ?? 0))).toEqual([
      { range: 0, rows: 3, old: 0, lastKept: 3n },
      { range: 1, rows: 1, old: 0, lastKept: 2n },
      { range: 2, rows: 2, old: 0, lastKept: 6n },
    ]);
    expect((await messages(reader, 102)).map(([, id, , user]) => [id, user])).toEqual([[2n, 1012]]);
    expect((await messages(reader, 103)).map(([, id]) => id)).toEqual([5n, 6n]);
  });

  it('of some of the ranges touch no other', async () => {
    const { reader, copy } = await world('copy-some', [
      ...room(1, [1, 2, 3]),
      ...room(2, [1, 2, 3]),
      ...room(3, [5, 6]),
    ]);
    expect(
      await copy({
        what: [
          [0, 0],
          [2, 2],
        ],
        ids: 5n,
      }),
    ).toEqual({ inserted: 5, counts: null });
    expect(await messages(reader, 102)).toEqual([]);
  });

  it.each([
    ['an author whom the mapping does not know', [1, 2n, 5n, 99, false, 'x']],
    ['no date', [1, 2n, null, 11, false, 'x']],
    ['no flag', [1, 2n, 5n, 11, null, 'x']],
    ['no text', [1, 2n, 5n, 11, false, null]],
  ] as [string, Message][])('leave out one with %s, and let the count show it', async (_what, odd) => {
    const { copy } = await world('copy-odd', [...room(1, [1, 3]), odd]);
    const copied = await copy({ what: RANGE, ids: 3n });
    expect(copied).toEqual({ inserted: 2, counts: [{ range: null, rows: 3, old: 0, lastKept: 3n }] });
    // One that is damaged is not old, however early: it is rejected, not skipped.
    const since = 630_000_000_000_000_000n;
    const dated = await copy({ what: { ...RANGE, newChannelId: 201 }, ids: 3n, since });
    const isDamaged = odd.includes(null);
    expect(dated.counts).toEqual([{ range: null, rows: 3, old: isDamaged ? 0 : 1, lastKept: 3n }]);
  });

  it.skipIf(engine.name !== 'sqlite')('leave out values of another type, which SQLite takes', async () => {
    const { copy } = await world('copy-types', [
      ...room(1, [1]),
      [1, 2n, 'soon' as never, 11, false, 'x'],
      [1, 3n, 5n, 'somebody' as never, false, 'x'],
      [1, 4n, 5n, 11, 7 as never, 'x'],
      [1, 5n, 5n, 11, false, new Uint8Array([1]) as never],
    ]);
    expect((await copy({ what: { ...RANGE, upTo: 5n }, ids: 5n })).inserted).toBe(1);
  });

  it('are undone with their transaction', async () => {
    const { target, reader } = await world('copy-undone', room(1, [1, 2, 3]));
    const failing = target.transaction(async (transaction) => {
      await transaction.copyMessages({ mapping: MAPPING, since: null, what: RANGE, ids: 3n });
      throw new Error('stop here');
    });
    await expect(failing).rejects.toThrow('stop here');
    expect(await messages(reader, 101)).toEqual([]);
  });

  it('are refused where one is there already', async () => {
    const { target, reader, copy } = await world('copy-twice', room(1, [1, 2, 3]));
    await target.transaction((transaction) => transaction.insertMessages([[101, 2n, 1n, 1, false, 'there', null]]));
    await expect(copy({ what: RANGE, ids: 3n })).rejects.toMatchObject({ code: 'ROW_REFUSED' });
    expect(await messages(reader, 101)).toHaveLength(1);
  });

  it.skipIf(engine.name === 'sqlite')('keep their ids in a table that numbers its rows itself', async () => {
    const variant = { ...VARIANT, identityColumns: [{ table: 'tblChat', column: 'chatId' }] };
    const { reader, copy } = await world('copy-identity', room(1, [1, 2, 3]), variant);
    expect(await copy({ what: RANGE, ids: 3n })).toEqual({ inserted: 3, counts: null });
    expect((await messages(reader, 101)).map(([, id]) => id)).toEqual([1n, 2n, 3n]);
  });

  it('are none without knowing where the source is', async () => {
    databases = await engine.fresh('copy-nowhere');
    await withSource(databases);
    const { target } = await withTarget(databases);
    const copying = target.transaction((transaction) =>
      transaction.copyMessages({ mapping: MAPPING, since: null, what: RANGE, ids: 3n }),
    );
    await expect(copying).rejects.toThrow('not opened beside its source');
  });
});

async function messages(reader: TargetReader, channelId: number) {
  const all = [];
  const range = { channelId, after: null, upTo: null };
  for await (const page of reader.messages(range, { rows: 100, bytes: 1_000_000 })) all.push(...page);
  return all;
}
