/** The journal's rows: kept as given, found by every column, changed only where expected. */
import { afterEach, expect, it } from 'vitest';
import { dropDatabase } from '#src/engines/sqlserver/databases.ts';
import { JOURNAL_TABLES, type JournalRows } from '#src/journal/journal-tables.ts';
import { forEachEngine, type TestDatabases } from '#test/support/engines.ts';
import { aUnit, MIGRATION } from '#test/support/journal-rows.ts';

const ROWS: JournalRows = {
  migration: {
    migrationId: MIGRATION,
    targetKey: 'sqlserver|host|mgc|-',
    sourceKey: 'sqlserver|host|gc|-',
    stateVersion: 1,
    ruleVersion: '1',
    settingsHash: 'a'.repeat(64),
    settings: '{"separator":" – "}',
    planHash: 'b'.repeat(64),
    revision: 1,
    state: 'loading',
    baseline: 'x'.repeat(1_000_000),
    placeholderBase: 2_147_483_647,
    createdAt: 1_763_000_000_000n,
    finishedAt: null,
  },
  unit: aUnit('room:17', { position: '9223372036854775807', rowsExpected: 12n }),
  assignment: { migrationId: MIGRATION, kind: 'room', legacyId: '17', newId: '1017' },
  reject: {
    migrationId: MIGRATION,
    kind: 'messages',
    tableName: 'tblChat',
    rowKey: '17/5',
    reason: 'no room',
    content: '{"content":"Ünïcödé 😀"}',
  },
  run: {
    migrationId: MIGRATION,
    runId: 'r1',
    verb: 'migrate',
    startedAt: 1n,
    finishedAt: null,
    exitCode: null,
    peakRssBytes: null,
    summary: null,
  },
  event: { migrationId: MIGRATION, seq: 1, at: 1n, who: 'CONTOSO\\adm', event: 'run:started', detail: '{}', hash: 'c' },
  lock: { migrationId: MIGRATION, owner: 'o', host: 'h', pid: 4, processStart: '123', heartbeatAt: 5n },
  mapping: { migrationId: MIGRATION, number: 3, planHash: 'p', authors: 2 },
  authorMap: { authorKey: 12_884_901_905n, migrationId: MIGRATION, newId: 1017 },
  rangeMap: {
    rangeKey: 12_884_901_888n,
    migrationId: MIGRATION,
    channelId: 17,
    newChannelId: 1017,
    afterId: -9_223_372_036_854_775_808n,
    upToId: 9_223_372_036_854_775_807n,
  },
  verification: {
    migrationId: MIGRATION,
    planHash: 'p',
    verdict: 'verified',
    verifiedAt: 7n,
    sourceMark: 's',
    targetMark: 't',
    detail: '{}',
  },
  mark: {
    migrationId: MIGRATION,
    channelId: -7,
    upTo: -1n,
    newChannelId: 7,
    sourceMark: '2.-5',
    targetMark: null,
    messages: 0,
    authors: '[]',
    firstDate: null,
    lastDate: 634_294_368_000_000_001n,
    inversions: 0,
  },
  pass: { migrationId: MIGRATION, at: 1n, content: '{}' },
};

async function collected<Page>(pages: AsyncIterable<Page>): Promise<Page[]> {
  const all: Page[] = [];
  for await (const page of pages) all.push(page);
  return all;
}

forEachEngine('the journal', (engine) => {
  let databases: TestDatabases;
  afterEach(async () => databases.dispose());

  const prepared = async (label: string) => {
    databases = await engine.fresh(label);
    const { port } = await databases.openJournal();
    await port.prepare();
    return port;
  };

  it('is not there until it is prepared, and reading does not make it', async () => {
    databases = await engine.fresh('journal-absent');
    const { targetAddress, journalDatabase } = databases;
    if (targetAddress.engine === 'sqlserver') await dropDatabase(targetAddress, journalDatabase);
    const { port: reader } = await databases.openJournalReader();
    expect(await reader.exists()).toBe(false);
    expect(await reader.rows('unit', {})).toEqual([]);
    expect(await collected(reader.pages('unit', {}))).toEqual([]);
    const { port: journal } = await databases.openJournal();
    expect(await journal.exists()).toBe(false);
    await Promise.all([journal.prepare(), journal.prepare()]);
    await journal.prepare();
    expect(await reader.exists()).toBe(true);
  });

  it('keeps a row of every table as it was given', async () => {
    const journal = await prepared('journal-rows');
    await journal.transaction(async (transaction) => {
      for (const table of Object.keys(JOURNAL_TABLES) as (keyof JournalRows)[])
        await transaction.insert(table, [ROWS[table]] as never);
    });
    const { port: reader } = await databases.openJournalReader();
    for (const table of Object.keys(JOURNAL_TABLES) as (keyof JournalRows)[])
      expect(await reader.rows(table, { migrationId: MIGRATION } as never), table).toEqual([ROWS[table]]);
  });

  it('gives rows that match every column, in key order, and tells keys apart that differ in case', async () => {
    const journal = await prepared('journal-where');
    const units = ['room:2', 'room:10', 'Room:2', 'table:x'].map((id) =>
      aUnit(id, { phase: id.slice(0, 4), position: id === 'room:2' ? null : '1' }),
    );
    await journal.transaction((transaction) => transaction.insert('unit', units));
    const ids = async (where: Partial<JournalRows['unit']>) =>
      (await journal.rows('unit', where)).map((unit) => unit.unitId);
    expect(await ids({ migrationId: MIGRATION })).toEqual(['Room:2', 'room:10', 'room:2', 'table:x']);
    expect(await ids({ phase: 'room' })).toEqual(['room:10', 'room:2']);
    expect(await ids({ phase: 'room', position: null })).toEqual(['room:2']);
    expect(await ids({ phase: 'room', position: null, rowsRead: 1n })).toEqual([]);
    expect(await ids({ migrationId: 'other' })).toEqual([]);
  });

  it('gives the rows of one migration in pages, in key order, none twice and none of another', async () => {
    const journal = await prepared('journal-pages');
    const reject = (index: number) => ({
      ...ROWS.reject,
      kind: index % 3 === 0 ? 'invites' : 'messages',
      tableName: index % 2 === 0 ? 'tblChat' : 'tblchat',
      rowKey: `${index % 7}/${index}`,
    });
    const rows = Array.from({ length: 7_100 }, (_, index) => reject(index));
    const others = ['0', 'f'.repeat(64)].map((migrationId) => ({ ...ROWS.reject, migrationId }));
    await journal.transaction((transaction) => transaction.insert('reject', [...rows, ...others]));
    const { port: reader } = await databases.openJournalReader();
    for (const port of [journal, reader]) {
      const pages = await collected(port.pages('reject', { migrationId: MIGRATION }));
      expect(pages.every((page) => page.length > 0 && page.length <= 5_000)).toBe(true);
      expect(pages.length).toBeGreaterThan(1);
      expect(pages.flat()).toEqual(await port.rows('reject', { migrationId: MIGRATION }));
      expect(pages.flat()).toHaveLength(rows.length);
    }
    const invites = await collected(reader.pages('reject', { kind: 'invites', migrationId: MIGRATION }));
    expect(invites.flat()).toEqual(await reader.rows('reject', { migrationId: MIGRATION, kind: 'invites' }));
    expect((await collected(reader.pages('reject', {}))).flat()).toHaveLength(rows.length + 2);
    expect(await collected(reader.pages('reject', { migrationId: 'nobody' }))).toEqual([]);
    await expect(collected(reader.pages('reject', { rowKey: '1/1' }))).rejects.toThrow('first columns');
  }, 60_000);

  it('holds one page of long rows at a time', async () => {
    const journal = await prepared('journal-long-pages');
    const content = 'x'.repeat(1_000_000);
    const rows = Array.from({ length: 20 }, (_, index) => ({ ...ROWS.reject, rowKey: String(100 + index), content }));
    await journal.transaction((transaction) => transaction.insert('reject', rows));
    const lengths: number[] = [];
    for await (const page of journal.pages('reject', { migrationId: MIGRATION })) lengths.push(page.length);
    expect(lengths.length).toBeGreaterThan(1);
    expect(lengths.reduce((sum, length) => sum + length, 0)).toBe(rows.length);
  }, 60_000);

  it('updates a row only where it is as expected', async () => {
    const journal = await prepared('journal-update');
    await journal.transaction((transaction) => transaction.insert('lock', [ROWS.lock]));
    const mine = { ...ROWS.lock, owner: 'me' };
    await journal.transaction(async (transaction) => {
      expect(await transaction.update('lock', mine, { owner: 'somebody' })).toBe(false);
      expect(await transaction.update('lock', mine, { owner: 'o', heartbeatAt: 5n })).toBe(true);
      expect(await transaction.update('lock', { ...mine, migrationId: 'other' })).toBe(false);
    });
    expect(await journal.rows('lock', {})).toEqual([mine]);
  });

  it('updates many rows at once, each only where it is as expected, and none of their neighbours', async () => {
    const journal = await prepared('journal-update-all');
    const ids = Array.from({ length: 40 }, (_, index) => `room:${index}`);
    const units = [...ids, 'Room:7'].map((id, index) => aUnit(id, { rowsRead: BigInt(index), position: `${index}` }));
    await journal.transaction((transaction) => transaction.insert('unit', units));
    const changes = units.slice(0, 20).map((unit, index) => ({
      row: { ...unit, state: 'done', position: index % 2 === 0 ? null : 'ü😀', skippedBy: '{"kept":1}' },
      expected: { state: unit.state, revision: unit.revision, rowsRead: unit.rowsRead, updatedAt: unit.updatedAt },
    }));
    const updated = await journal.transaction((transaction) => transaction.updateAll('unit', changes));
    expect(updated).toBe(true);
    const there = async () =>
      new Map((await journal.rows('unit', { migrationId: MIGRATION })).map((unit) => [unit.unitId, unit]));
    const after = await there();
    for (const { row } of changes) expect(after.get(row.unitId)).toEqual(row);
    for (const unit of units.slice(20)) expect(after.get(unit.unitId)).toEqual(unit);

    const late = changes.map(({ row }) => ({ row, expected: { state: 'done', rowsRead: row.rowsRead } }));
    const other = { row: units[30] ?? units[0], expected: { state: 'done', rowsRead: 30n } } as (typeof late)[number];
    for (const few of [late.slice(0, 2), late]) {
      await journal.transaction(async (transaction) => {
        expect(await transaction.updateAll('unit', few)).toBe(true);
        expect(await transaction.updateAll('unit', [...few, other])).toBe(false);
      });
    }
    await journal.transaction(async (transaction) => expect(await transaction.updateAll('unit', [])).toBe(true));
    expect(await there()).toEqual(after);
  });

  it('lets one of two takers win', async () => {
    const journal = await prepared('journal-race');
    await journal.transaction((transaction) => transaction.insert('lock', [ROWS.lock]));
    const outcomes = await Promise.all(
      ['a', 'b', 'c'].map((owner) =>
        journal.transaction((transaction) => transaction.update('lock', { ...ROWS.lock, owner }, { owner: 'o' })),
      ),
    );
    expect(outcomes.filter(Boolean)).toHaveLength(1);
  });

  it('removes what matches, and refuses a second row with the same key', async () => {
    const journal = await prepared('journal-remove');
    const { assignment } = ROWS;
    await journal.transaction((transaction) =>
      transaction.insert('assignment', [
        assignment,
        { ...assignment, kind: 'principal' },
        { ...assignment, legacyId: '18' },
      ]),
    );
    const again = journal.transaction((transaction) => transaction.insert('assignment', [assignment]));
    await expect(again).rejects.toMatchObject({ code: 'ROW_REFUSED', reason: 'duplicate key' });
    await journal.transaction((transaction) => transaction.remove('assignment', { kind: 'room' }));
    expect(await journal.rows('assignment', {})).toEqual([{ ...assignment, kind: 'principal' }]);
    await expect(journal.transaction((transaction) => transaction.remove('assignment', {}))).rejects.toThrow(
      'condition',
    );
  });

  it('takes many rows at once and forgets those of a transaction that fails', async () => {
    const journal = await prepared('journal-many');
    const rows = Array.from({ length: 3_000 }, (_, index) => ({ ...ROWS.assignment, legacyId: String(index) }));
    const failing = journal.transaction(async (transaction) => {
      await transaction.insert('assignment', rows);
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await journal.rows('assignment', {})).toEqual([]);
    await journal.transaction((transaction) => transaction.insert('assignment', rows));
    expect(await journal.rows('assignment', {})).toHaveLength(3_000);
  });
});
