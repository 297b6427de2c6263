/** Marks: equal for equal rows, however they came; another one for any single change. */
import fc from 'fast-check';
import { afterEach, expect, it } from 'vitest';
import type { FixtureStore } from '#fixtures/fixture-store-port.ts';
import { openMarks } from '#src/engines/open-marks.ts';
import type { SourcePort } from '#src/extract/source-port.ts';
import { type MarksPort, type MessageMark, markRangeEnd } from '#src/model/marks-port.ts';
import type { RoomBounds } from '#src/model/messages.ts';
import { CURRENT_TABLES } from '#src/model/schema/current.ts';
import { LEGACY_TABLES } from '#src/model/schema/legacy.ts';
import { collected, specOf, withSource, withTarget } from '#test/support/contract-databases.ts';
import { forEachEngine, type TestDatabases } from '#test/support/engines.ts';

const OLD_CHAT = specOf(LEGACY_TABLES, 'tblChat');
const NEW_CHAT = specOf(CURRENT_TABLES, 'tblChat');

type Cell = string | number | bigint | boolean | null;

interface Opened {
  readonly store: FixtureStore;
  readonly marks: MarksPort;
  readonly reader: Pick<SourcePort, 'messages' | 'walk'>;
  bounds(): Promise<RoomBounds[]>;
  close(): Promise<void>;
}

forEachEngine('marks', (engine) => {
  let databases: TestDatabases;
  const opened: { close(): Promise<void> }[] = [];
  afterEach(async () => {
    for (const each of opened.splice(0)) await each.close();
    await databases.dispose();
  });

  const side = async (which: 'source' | 'target', label: string): Promise<Opened> => {
    databases = await engine.fresh(label);
    const { store, reader } = which === 'source' ? await withSource(databases) : await withTarget(databases);
    const address = which === 'source' ? databases.sourceAddress : databases.targetAddress;
    const { port: marks, close } = await openMarks(address, which);
    opened.push({ close });
    return { store, marks, reader: reader as Opened['reader'], bounds: () => reader.bounds(), close };
  };
  const all = async ({ marks, bounds }: Opened, wanted?: (id: number) => boolean): Promise<MessageMark[]> =>
    collected(marks.messages(await bounds(), wanted));
  const told = (marks: readonly MessageMark[]) => marks.map(({ channelId, upTo, rows }) => [channelId, upTo, rows]);

  it('give every range that holds messages, in order, with the number of its messages', async () => {
    const world = await side('source', 'marks-ranges');
    await world.store.insertArrays(OLD_CHAT, [
      ...messages(3, [1, 2, 8_191, 8_192, 20_000]),
      ...messages(5, [-1, 0]),
      ...messages(9, [7]),
      [11, -(2n ** 63n), 1n, 5, false, 'lowest'],
      [11, 2n ** 63n - 1n, 1n, 5, false, 'highest'],
    ]);
    expect(told(await all(world))).toEqual([
      [3, 8_191n, 3],
      [3, 16_383n, 1],
      [3, 24_575n, 1],
      [5, -1n, 1],
      [5, 8_191n, 1],
      [9, 8_191n, 1],
      [11, -(2n ** 63n) + 8_191n, 1],
      [11, 2n ** 63n - 1n, 1],
    ]);
    expect(told(await all(world, (id) => id !== 5 && id !== 11)).map(([id]) => id)).toEqual([3, 3, 3, 9]);
    expect(await collected(world.marks.messages([]))).toEqual([]);
  });

  it('of one part of a channel count what lies in it', async () => {
    const world = await side('source', 'marks-part');
    await world.store.insertArrays(OLD_CHAT, messages(3, [1, 2, 3, 4]));
    const [range] = await all(world);
    const whole = await world.marks.message({ channelId: 3, after: null, upTo: null });
    expect(whole).toMatchObject({ rows: 4, mark: range?.mark });
    expect(await world.marks.message({ channelId: 3, after: 1n, upTo: 3n })).toMatchObject({ rows: 2 });
    expect(await world.marks.message({ channelId: 3, after: 4n, upTo: null })).toBeNull();
    expect(await world.marks.message({ channelId: 4, after: null, upTo: null })).toBeNull();
  });

  it('are the same when they are taken while the messages are being read, of one room or of many', async () => {
    const world = await side('source', 'marks-reading');
    const long = 'x'.repeat(9_000);
    await world.store.insertArrays(OLD_CHAT, [
      ...messages(2, [4]),
      ...messages(3, [1, 2, 3, 8_191, 8_192, 8_193, 20_000]),
      ...messages(5, [-1, 0]),
      ...[1n, 2n, 9_000n, 9_001n].map((id): Cell[] => [9, id, 7n, 8, id === 2n, `${long}${id}`]),
    ]);
    const marks = await all(world);
    expect(marks).toHaveLength(8);
    const rooms = await world.bounds();
    for (const limits of [
      { rows: 2, bytes: 1 << 20 },
      { rows: 1_000, bytes: 20_000 },
    ]) {
      const taken: MessageMark[] = [];
      const marked = (found: readonly MessageMark[]) => void taken.push(...found);
      for (const { channelId } of rooms) {
        const range = { channelId, after: null, upTo: null };
        const read = await collected(world.reader.messages(range, limits, marked));
        expect(read).toEqual(await collected(world.reader.messages(range, limits)));
      }
      expect(taken).toEqual(marks);
      taken.length = 0;
      const run = { first: 2, last: 9, after: null };
      const walked = await collected(world.reader.walk(run, limits, marked));
      expect(walked).toEqual(await collected(world.reader.walk(run, limits)));
      expect(taken).toEqual(marks);
      taken.length = 0;
      // From the end of one range to the end of another: whole ranges.
      await collected(world.reader.messages({ channelId: 3, after: 8_191n, upTo: 16_383n }, limits, marked));
      expect(taken).toEqual(marks.filter(({ channelId, upTo }) => channelId === 3 && upTo === 16_383n));
      taken.length = 0;
      // Whoever leaves early has not read the last range to its end.
      for await (const _ of world.reader.messages({ channelId: 9, after: null, upTo: null }, limits, marked)) break;
      expect(taken.filter(({ channelId, upTo }) => channelId === 9 && upTo === 16_383n)).toEqual([]);
    }
  });

  it('are the same whatever order the rows were inserted in', async () => {
    const rows = [...messages(3, [5, 1, 9_000]), ...messages(2, [4]), [3, 2n, 7n, 8, true, 'x'.repeat(10_000)]];
    const marks: MessageMark[][] = [];
    for (const order of [rows, rows.toReversed()]) {
      const world = await side('source', 'marks-order');
      for (const row of order) await world.store.insertArrays(OLD_CHAT, [row as Cell[]]);
      marks.push(await all(world));
      for (const each of opened.splice(0)) await each.close();
      if (marks.length < 2) await databases.dispose();
    }
    expect(marks[0]).toEqual(marks[1]);
  });

  it('change with any single change of a message of 2013, and with no other range’s', async () => {
    const world = await side('target', 'marks-change');
    const long = 'lang und länger '.repeat(700);
    const rows: Cell[][] = [
      [3, 1n, 10n, 5, false, 'one', null],
      [3, 2n, 20n, 6, true, 'two', '{\\rtf1 two}'],
      [3, 3n, 30n, 5, false, '', ''],
      [3, 4n, 40n, 5, false, long, null],
      [3, 9_000n, 50n, 5, false, 'beyond', null],
    ];
    await world.store.insertArrays(NEW_CHAT, rows);
    const before = await all(world);
    const seen = new Set([before[0]?.mark]);
    for (const [set, where, back] of CHANGES) {
      await world.store.execute(`UPDATE tblChat SET ${set} WHERE channelId = 3 AND ${where}`);
      const after = await all(world);
      expect(after[1], set).toEqual(before[1]);
      expect(seen, set).not.toContain(after[0]?.mark);
      seen.add(after[0]?.mark);
      await world.store.execute(`UPDATE tblChat SET ${back} WHERE channelId = 3 AND ${where}`);
      expect(await all(world), back).toEqual(before);
    }
    // Two contents change places: nothing is added and nothing lost.
    await world.store.execute(
      "UPDATE tblChat SET content = CASE chatId WHEN 1 THEN 'two' ELSE 'one' END WHERE channelId = 3 AND chatId <= 2",
    );
    const swapped = await all(world);
    expect(seen).not.toContain(swapped[0]?.mark);
    await world.store.execute('DELETE FROM tblChat WHERE channelId = 3 AND chatId = 3');
    expect((await all(world))[0]).toMatchObject({ rows: 3 });
    expect((await all(world))[0]?.mark).not.toBe(swapped[0]?.mark);
  });

  it('tell any two different sets of messages apart', async () => {
    const world = await side('source', 'marks-property');
    const text = fc.constantFrom('', 'a', 'A', 'a ', ' a', 'ä', 'a\u0308', '/', '~', '1/', '0/a');
    const message = fc.tuple(
      fc.bigInt(1n, 5n),
      fc.bigInt(-1n, 11n),
      fc.integer({ min: 0, max: 11 }),
      fc.boolean(),
      text,
    );
    const sets = fc.sample(fc.uniqueArray(message, { selector: ([id]) => id, minLength: 1, maxLength: 5 }), {
      numRuns: 120,
      seed: 7,
    });
    await world.store.insertArrays(
      OLD_CHAT,
      sets.flatMap((set, room) => set.map((each) => [room + 1, ...each])),
    );
    const marks = new Map((await all(world)).map(({ channelId, mark }) => [channelId, mark]));
    const canonical = (set: readonly (readonly unknown[])[]) =>
      set
        .map((each) => JSON.stringify(each, (_, value) => (typeof value === 'bigint' ? `${value}n` : value)))
        .sort()
        .join();
    const byMark = new Map<string | undefined, string>();
    for (const [at, set] of sets.entries()) {
      const mark = marks.get(at + 1);
      const same = byMark.get(mark);
      if (same !== undefined) expect(same).toBe(canonical(set));
      byMark.set(mark, canonical(set));
    }
    expect(byMark.size).toBe(new Set(sets.map(canonical)).size);
  });

  it('of tables change with any value, NULL and empty kept apart, and are there for every table', async () => {
    const world = await side('target', 'marks-tables');
    const empty = await world.marks.tables(CURRENT_TABLES);
    expect([...empty.keys()]).toEqual(CURRENT_TABLES.map(({ name }) => name));
    await world.store.insert(specOf(CURRENT_TABLES, 'tblPrincipal'), [principal(1, 'Ann'), principal(2, 'Bob')]);
    await world.store.insert(specOf(CURRENT_TABLES, 'tblPreference'), [
      { prefLabel: 'a', prefSeqID: 1, prefContent: 'x'.repeat(9_000), lastModifiedBy: 1 },
      { prefLabel: 'a', prefSeqID: 2, prefContent: null, lastModifiedBy: 1 },
    ]);
    const before = await world.marks.tables(CURRENT_TABLES);
    const changed = (marks: ReadonlyMap<string, string>, base = before) =>
      [...marks].filter(([name, mark]) => base.get(name) !== mark).map(([name]) => name);
    expect(changed(before, new Map(empty))).toEqual(
      CURRENT_TABLES.map(({ name }) => name).filter((name) => name === 'tblPrincipal' || name === 'tblPreference'),
    );
    for (const set of [
      "prinName = 'ANN'",
      "prinName = 'Ann '",
      'prinName = NULL',
      "prinName = ''",
      "prinCompanyName = ''",
      "prinName = 'Ann@x', prinUri = 'sip:ann'",
      'prinDisabled = 1',
      'prinAddedOn = 8',
      "prinGuid = 'D0000000-0000-0000-0000-000000000001'",
      "prinVerifiedOn = '2011-01-01 00:00:00.003'",
      'prinPoolID = 0',
      'prinPolicyID = 0',
    ]) {
      await world.store.execute(`UPDATE tblPrincipal SET ${set} WHERE prinID = 1`);
      const after = await world.marks.tables(CURRENT_TABLES);
      expect(changed(after), set).toEqual(['tblPrincipal']);
      await world.store.execute('DELETE FROM tblPrincipal WHERE prinID = 1');
      await world.store.insert(specOf(CURRENT_TABLES, 'tblPrincipal'), [principal(1, 'Ann')]);
      expect(changed(await world.marks.tables(CURRENT_TABLES)), `not ${set}`).toEqual([]);
    }
  });
});

/** What is set, where, and how it was. */
const CHANGES: readonly (readonly [set: string, where: string, back: string])[] = [
  ["content = 'One'", 'chatId = 1', "content = 'one'"],
  ["content = 'one '", 'chatId = 1', "content = 'one'"],
  ["content = ''", 'chatId = 1', "content = 'one'"],
  ["rtf = ''", 'chatId = 1', 'rtf = NULL'],
  ['rtf = NULL', 'chatId = 3', "rtf = ''"],
  ["rtf = '{\\rtf1 Two}'", 'chatId = 2', "rtf = '{\\rtf1 two}'"],
  ['userId = 6', 'chatId = 1', 'userId = 5'],
  ['isAlert = 0', 'chatId = 2', 'isAlert = 1'],
  ['chatDate = 11', 'chatId = 1', 'chatDate = 10'],
  ['chatId = 7', 'chatDate = 10', 'chatId = 1'],
  ["content = REPLACE(content, 'und', 'unD')", 'chatId = 4', "content = REPLACE(content, 'unD', 'und')"],
];

function messages(room: number, ids: readonly number[]): Cell[][] {
  return ids.map((id) => [room, BigInt(id), BigInt(id) * 3n, 5, id % 2 === 0, `message ${id}`]);
}

function principal(prinID: number, prinName: string) {
  return {
    prinID,
    prinGuid: `C0000000-0000-0000-0000-00000000000${prinID}`,
    prinUri: `sip:${prinName}@x`,
    prinName,
    prinDisplayName: prinName,
    prinCompanyName: null,
    prinEmail: null,
    prinADPath: null,
    prinADUserPrincipalName: null,
    prinDisabled: 0,
    prinTypeID: 5,
    prinPoolID: null,
    prinPolicyID: null,
    prinAddedBy: 1,
    prinAddedOn: 7n,
    prinUpdatedBy: 1,
    prinUpdatedOn: 7n,
    prinVerifiedOn: '2011-01-01 00:00:00.000',
  };
}

it('the end of a range is the last chatId that divides into it, below zero too', () => {
  fc.assert(
    fc.property(fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n), (id) => {
      const end = markRangeEnd(id);
      expect(end >= id && end - id < 8_192n && (end + 1n) % 8_192n === 0n).toBe(true);
    }),
  );
});
