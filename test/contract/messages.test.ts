/** Messages of one room, in order, in bounded pages, text byte for byte. */
import { afterEach, expect, it } from 'vitest';
import { countMessages } from '#src/model/count-messages.ts';
import type { LegacyMessage, PageLimits } from '#src/model/messages.ts';
import { CURRENT_TABLES } from '#src/model/schema/current.ts';
import { LEGACY_TABLES } from '#src/model/schema/legacy.ts';
import { collected, specOf, VARIANT, withSource, withTarget } from '#test/support/contract-databases.ts';
import { forEachEngine, type TestDatabases } from '#test/support/engines.ts';

const CHAT = specOf(LEGACY_TABLES, 'tblChat');
const WIDE: PageLimits = { rows: 1_000, bytes: 100_000_000 };
const ALL = { channelId: 7, after: null, upTo: null };

forEachEngine('messages', (engine) => {
  let databases: TestDatabases;
  afterEach(async () => databases.dispose());

  const filled = async (label: string, messages: readonly LegacyMessage[]) => {
    databases = await engine.fresh(label);
    const { store, reader } = await withSource(databases);
    const others: (string | number | bigint | boolean)[][] = [6, 8].map((room) => [
      room,
      5n,
      1n,
      1,
      false,
      'elsewhere',
    ]);
    await store.insertArrays(CHAT, [...others, ...messages.map((message) => [7, ...message])]);
    return reader;
  };

  it('keep ids, ticks, flags and text, extremes included', async () => {
    const messages: LegacyMessage[] = [
      [-9_223_372_036_854_775_808n, -1n, -2_147_483_648, true, ''],
      [0n, 0n, 0, false, ' leading and trailing '],
      [1n, 634_294_368_000_000_001n, 5, false, 'Grüße 😀👩‍👩‍👧 日本語 \r\n\t end'],
      [2n, 3_155_378_975_999_999_999n, 5, true, `[STORY] ${'x'.repeat(5_000)}`],
      [9_223_372_036_854_775_807n, 9_223_372_036_854_775_807n, 2_147_483_647, false, "'; DROP TABLE tblChat --"],
    ];
    const reader = await filled('extremes', messages);
    expect(await collected(reader.messages(ALL, WIDE))).toEqual(messages);
  });

  it.skipIf(!engine.holdsLoneSurrogates)('keep half a surrogate pair', async () => {
    const messages: LegacyMessage[] = [
      [1n, 1n, 1, false, `cut \ud83d`],
      [2n, 1n, 1, false, '\ude00 rest'],
    ];
    const reader = await filled('surrogates', messages);
    expect(await collected(reader.messages(ALL, WIDE))).toEqual(messages);
  });

  it.skipIf(!engine.holdsNul)('keep U+0000 and other control characters', async () => {
    const messages: LegacyMessage[] = [[1n, 1n, 1, false, 'a\u0000b\u0001\u001f']];
    const reader = await filled('nul', messages);
    expect(await collected(reader.messages(ALL, WIDE))).toEqual(messages);
  });

  it('come in pages of at most the rows asked for', async () => {
    const reader = await filled('rows', many(25));
    const sizes: number[] = [];
    const ids: bigint[] = [];
    for await (const page of reader.messages(ALL, { rows: 10, bytes: 1_000_000 })) {
      sizes.push(page.length);
      ids.push(...page.map(([id]) => id));
    }
    expect(ids).toEqual(many(25).map(([id]) => id));
    expect(sizes.filter((size) => size > 0)).toEqual([10, 10, 5]);
  });

  it('come in pages cut at the bytes asked for, a message above that alone', async () => {
    const long = 'y'.repeat(600);
    const reader = await filled(
      'bytes',
      [1n, 2n, 3n, 4n, 5n].map((id) => [id, 1n, 1, false, id === 3n ? long : 'z'.repeat(200)]),
    );
    const pages: bigint[][] = [];
    for await (const page of reader.messages(ALL, { rows: 100, bytes: 800 })) pages.push(page.map(([id]) => id));
    expect(pages.flat()).toEqual([1n, 2n, 3n, 4n, 5n]);
    expect(pages.filter((page) => page.length > 0)).toEqual([[1n, 2n], [3n], [4n, 5n]]);
  });

  it('come between after, which is left out, and upTo, which is not', async () => {
    const reader = await filled('between', many(30));
    const ids = async (after: bigint | null, upTo: bigint | null) =>
      (await collected(reader.messages({ channelId: 7, after, upTo }, { rows: 4, bytes: 1_000 }))).map(([id]) => id);
    expect(await ids(10n, 15n)).toEqual([11n, 12n, 13n, 14n, 15n]);
    expect(await ids(28n, null)).toEqual([29n, 30n]);
    expect(await ids(null, 2n)).toEqual([1n, 2n]);
    expect(await ids(30n, null)).toEqual([]);
    expect(await ids(15n, 10n)).toEqual([]);
  });

  it('may be left before their end, and read again', async () => {
    const reader = await filled('left', many(2_000));
    for (let round = 0; round < 12; round++) {
      for await (const page of reader.messages(ALL, { rows: 50, bytes: 1_000_000 })) {
        expect(page[0]?.[0]).toBe(1n);
        break;
      }
    }
    expect(await countMessages(reader, [7])).toEqual(new Map([[7, 2_000]]));
  });

  it('of several rooms are read at once', async () => {
    databases = await engine.fresh('parallel');
    const { store, reader } = await withSource(databases);
    const rooms = Array.from({ length: 20 }, (_, index) => index + 1);
    await store.insertArrays(
      CHAT,
      rooms.flatMap((room) => many(room * 3).map((message) => [room, ...message])),
    );
    const counts = await Promise.all(
      rooms.map(async (channelId) => {
        const all = await collected(
          reader.messages({ channelId, after: null, upTo: null }, { rows: 7, bytes: 10_000 }),
        );
        return all.length;
      }),
    );
    expect(counts).toEqual(rooms.map((room) => room * 3));
  });

  it('carry rich text and the room on the 2013 side', async () => {
    databases = await engine.fresh('rtf');
    const { target, reader } = await withTarget(databases);
    await target.transaction((transaction) =>
      transaction.insertMessages([
        [7, 1n, 5n, 3, false, 'plain', '{\\rtf1 plain}'],
        [7, 2n, 6n, 3, true, 'none', null],
        [7, 3n, 7n, 3, true, 'empty', ''],
      ]),
    );
    expect(await collected(reader.messages(ALL, WIDE))).toEqual([
      [7, 1n, 5n, 3, false, 'plain', '{\\rtf1 plain}'],
      [7, 2n, 6n, 3, true, 'none', null],
      [7, 3n, 7n, 3, true, 'empty', ''],
    ]);
  });

  it('are not read from a table that lacks its key', async () => {
    databases = await engine.fresh('keyless-chat');
    const { port: store } = await databases.fixtureStore('source');
    await store.createTables([{ ...CHAT, primaryKey: [] }], VARIANT);
    const { port: reader } = await databases.openSource();
    await expect(collected(reader.messages(ALL, WIDE))).rejects.toMatchObject({ code: 'KEY_MISSING', exitCode: 3 });
    await expect(reader.bounds()).rejects.toMatchObject({ code: 'KEY_MISSING' });
  });

  const wholeText = async (length: number) => {
    const text = `${'0123456789'.repeat(length / 10 - 1)}Ω2345678😀`;
    const reader = await filled('long', [
      [1n, 1n, 1, false, text],
      [2n, 1n, 1, false, 'short'],
    ]);
    const [first, second] = await collected(reader.messages(ALL, { rows: 10, bytes: 1_000 }));
    expect(first?.[4] === text).toBe(true);
    expect(second?.[4]).toBe('short');
  };

  it('of a million characters come through whole', () => wholeText(1_000_000));

  it.skipIf(process.env.GC2PC_LONG_TESTS !== '1')('of ten million characters come through whole', () =>
    wholeText(10_000_000),
  );
});

forEachEngine('bounds of rooms', (engine) => {
  let databases: TestDatabases;
  afterEach(async () => databases.dispose());

  it('are found for rooms with a node and for channels without one', async () => {
    databases = await engine.fresh('bounds');
    const { store, reader } = await withTarget(databases);
    const nodes = [1, 10, 11, 40];
    await store.insert(specOf(CURRENT_TABLES, 'tblNode'), nodes.map(node));
    // Without a node: one below, two between nodes that have no messages, two at the end.
    const channels = new Map([
      [-5, [3n]],
      [10, [1n, 2n, 9n]],
      [20, [4n]],
      [30, [-7n, 5n]],
      [50, [8n]],
      [60, [6n, 7n]],
    ]);
    await store.insertArrays(
      specOf(CURRENT_TABLES, 'tblChat'),
      [...channels].flatMap(([channel, ids]) => ids.map((id) => [channel, id, 1n, 1, false, '', null])),
    );
    expect(await reader.bounds()).toEqual(
      [...channels].map(([channelId, ids]) => ({ channelId, firstChatId: ids[0], lastChatId: ids.at(-1) })),
    );
    const counts = [...channels].map(([channelId, ids]): [number, number] => [channelId, ids.length]);
    expect(await countMessages(reader, [...channels.keys(), 11])).toEqual(new Map([...counts, [11, 0]]));
  });

  it('are empty where there is no message', async () => {
    databases = await engine.fresh('no-messages');
    const { reader } = await withTarget(databases);
    expect(await reader.bounds()).toEqual([]);
  });
});

function many(count: number): LegacyMessage[] {
  return Array.from({ length: count }, (_, index) => [BigInt(index + 1), 1n, 5, false, `m${index + 1}`]);
}

function node(nodeID: number) {
  return {
    nodeID,
    nodeGuid: `00000000-0000-4000-8000-0000000000${String(nodeID).padStart(2, '0')}`,
    parentID: 1,
    nodeType: nodeID === 1,
    nodeName: `node ${nodeID}`,
    nodeDesc: '',
    invite: null,
    logged: null,
    filePost: null,
    disabled: false,
    behavior: 4,
    visibility: 3,
    siopID: null,
    nodeAddedBy: 1,
    nodeAddedOn: 1n,
    nodeUpdatedBy: 1,
    nodeUpdatedOn: 1n,
    purgedOn: null,
  };
}
