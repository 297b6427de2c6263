/** Neighbouring channels read in one go hold what they hold one by one. */
import { afterEach, expect, it } from 'vitest';
import type { ChannelRun, DatabaseReader } from '#src/model/database-reader.ts';
import type { ChannelPage, LegacyMessage, PageLimits } from '#src/model/messages.ts';
import { LEGACY_TABLES } from '#src/model/schema/legacy.ts';
import { collected, specOf, withSource, withTarget } from '#test/support/contract-databases.ts';
import { forEachEngine, type TestDatabases } from '#test/support/engines.ts';

const CHAT = specOf(LEGACY_TABLES, 'tblChat');
const WIDE: PageLimits = { rows: 1_000, bytes: 100_000_000 };
/** Channel → messages that it holds; the last one has more than a statement asks for. */
const CHANNELS: readonly (readonly [channelId: number, messages: number])[] = [
  [-3, 2],
  [0, 1],
  [4, 7],
  [5, 1],
  [9, 3],
  [12, 20_500],
];

forEachEngine('a walk over channels', (engine) => {
  let databases: TestDatabases;
  afterEach(async () => databases.dispose());

  const filled = async (channels = CHANNELS) => {
    databases = await engine.fresh('walk');
    const { store, reader } = await withSource(databases);
    const rows = channels.flatMap(([channel, count]) =>
      Array.from({ length: count }, (_, at) => [channel, BigInt(at * 2 + 1), 1n, 1, false, `${channel}/${at}`]),
    );
    await store.insertArrays(CHAT, rows);
    return reader;
  };

  it('gives each channel its messages in order, whatever the pages hold', async () => {
    const reader = await filled();
    for (const rows of [1_000, 3]) {
      const last = rows === 3 ? 9 : 12;
      const walked = await together(reader, { first: -3, last, after: null }, { ...WIDE, rows });
      const singly = CHANNELS.filter(([channel]) => channel <= last).map(([channel]) => channel);
      expect([...walked.keys()]).toEqual(singly);
      for (const channelId of singly) {
        const alone = await collected(reader.messages({ channelId, after: null, upTo: null }, WIDE));
        expect(walked.get(channelId)).toEqual(alone);
      }
    }
  });

  it('begins beyond the message given, and ends with the last channel', async () => {
    const reader = await filled(CHANNELS.slice(0, -1));
    const run = { first: 4, last: 5, after: 9n };
    const walked = await together(reader, run, WIDE);
    expect([...walked].map(([channel, messages]) => [channel, messages.map(([id]) => id)])).toEqual([
      [4, [11n, 13n]],
      [5, [1n]],
    ]);
    expect(await together(reader, { first: 4, last: 4, after: 13n }, WIDE)).toEqual(new Map());
    expect(await together(reader, { first: 6, last: 8, after: null }, WIDE)).toEqual(new Map());
  });

  it('keeps its pages within the limits, a message above the bytes alone', async () => {
    const reader = await filled(CHANNELS.slice(0, -1));
    const run = { first: -3, last: 9, after: null };
    const pages = await everyPage(reader, run, { rows: 4, bytes: 1 << 20 });
    const sizes = pages.map((page) => page.reduce((sum, { messages }) => sum + messages.length, 0));
    expect(Math.max(...sizes)).toBe(4);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(14);
    const single = await everyPage(reader, run, { rows: 4, bytes: 1 });
    expect(single).toHaveLength(14);
  });

  it('reads the 2013 side alike', async () => {
    databases = await engine.fresh('walk-target');
    const { target, reader } = await withTarget(databases);
    await target.transaction((transaction) =>
      transaction.insertMessages([
        [3, 1n, 7n, 1, true, 'a', null],
        [4, 1n, 7n, 1, false, 'b', 'rich'],
      ]),
    );
    expect(await everyPage(reader, { first: 1, last: 9, after: null }, WIDE)).toEqual([
      [
        { channelId: 3, messages: [[3, 1n, 7n, 1, true, 'a', null]] },
        { channelId: 4, messages: [[4, 1n, 7n, 1, false, 'b', 'rich']] },
      ],
    ]);
  });
});

async function together(
  reader: DatabaseReader<LegacyMessage>,
  run: ChannelRun,
  limits: PageLimits,
): Promise<Map<number, LegacyMessage[]>> {
  const all = new Map<number, LegacyMessage[]>();
  for (const page of await everyPage(reader, run, limits)) {
    for (const { channelId, messages } of page) {
      const known = all.get(channelId);
      if (known === undefined) all.set(channelId, [...messages]);
      else known.push(...messages);
    }
  }
  return all;
}

async function everyPage<Message>(
  reader: DatabaseReader<Message>,
  run: ChannelRun,
  limits: PageLimits,
): Promise<(readonly ChannelPage<Message>[])[]> {
  const pages: (readonly ChannelPage<Message>[])[] = [];
  for await (const page of reader.walk(run, limits)) pages.push(page);
  return pages;
}
