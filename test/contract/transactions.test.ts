/** A batch and its checkpoint become true together or not at all. */
import { afterEach, expect, it } from 'vitest';
import type { UnitRecord } from '#src/journal/journal-tables.ts';
import type { CurrentMessage } from '#src/model/messages.ts';
import { CURRENT_TABLES } from '#src/model/schema/current.ts';
import { collected, specOf, withTarget } from '#test/support/contract-databases.ts';
import { forEachEngine, type TestDatabases } from '#test/support/engines.ts';
import { aUnit, MIGRATION } from '#test/support/journal-rows.ts';

const ADD_INS = specOf(CURRENT_TABLES, 'tblSiopWhiteList');
const PREFERENCES = specOf(CURRENT_TABLES, 'tblPreference');
const LIMITS = { rows: 1_000, bytes: 1_000_000 };

forEachEngine('a transaction over target and journal', (engine) => {
  let databases: TestDatabases;
  afterEach(async () => databases.dispose());

  it('commits rows, messages and checkpoint together', async () => {
    databases = await engine.fresh('commit');
    const { target, reader, journal } = await withTarget(databases);
    await target.transaction(async (transaction) => {
      await transaction.insert(ADD_INS, [addIn(1), addIn(2)]);
      await transaction.insertMessages(messages(7, 1, 3));
      await transaction.journal.insert('unit', [aUnit('room:7', { position: '3' })]);
    });
    expect(await collected(reader.rows(ADD_INS))).toHaveLength(2);
    expect(await messageIds(reader, 7)).toEqual([1n, 2n, 3n]);
    expect(await positions(journal)).toEqual({ 'room:7': '3' });
  });

  it('leaves nothing in either database when the work fails', async () => {
    databases = await engine.fresh('rollback');
    const { target, reader, journal } = await withTarget(databases);
    const failing = target.transaction(async (transaction) => {
      await transaction.insert(ADD_INS, [addIn(1)]);
      await transaction.insertMessages(messages(7, 1, 100));
      await transaction.journal.insert('unit', [aUnit('room:7')]);
      throw new Error('stop here');
    });
    await expect(failing).rejects.toThrow('stop here');
    expect(await collected(reader.rows(ADD_INS))).toEqual([]);
    expect(await messageIds(reader, 7)).toEqual([]);
    expect(await positions(journal)).toEqual({});
    await target.transaction((transaction) => transaction.insert(ADD_INS, [addIn(1)]));
    expect(await collected(reader.rows(ADD_INS))).toHaveLength(1);
  });

  it('leaves nothing of a batch in which one key exists already, and goes on working', async () => {
    databases = await engine.fresh('duplicate');
    const { target, reader, journal } = await withTarget(databases);
    await target.transaction((transaction) => transaction.insertMessages(messages(7, 50, 50)));
    const doubled = target.transaction(async (transaction) => {
      await transaction.journal.insert('unit', [aUnit('room:7')]);
      await transaction.insertMessages(messages(7, 1, 100));
    });
    await expect(doubled).rejects.toMatchObject({ code: 'ROW_REFUSED', reason: 'duplicate key' });
    expect(await messageIds(reader, 7)).toEqual([50n]);
    expect(await positions(journal)).toEqual({});
    await target.transaction((transaction) => transaction.insertMessages(messages(7, 51, 60)));
    expect((await messageIds(reader, 7)).length).toBe(11);
  });

  it('refuses a row that refers to nothing', async () => {
    databases = await engine.fresh('foreign-key');
    const { target, reader } = await withTarget(databases);
    const spec = specOf(CURRENT_TABLES, 'tblLastInviteId');
    const orphan = target.transaction((transaction) => transaction.insert(spec, [{ prinID: 99, lastInviteID: 1 }]));
    await expect(orphan).rejects.toMatchObject({ code: 'ROW_REFUSED', reason: 'foreign key' });
    expect(await collected(reader.rows(spec))).toEqual([]);
  });

  it.each([
    ['NULL in a column that allows none', { ...addIn(1), siopName: null }, 'NULL', 'tblSiopWhiteList.siopName'],
    ['a text that is too long', { ...addIn(1), siopName: 'x'.repeat(51) }, 'value does not fit', 'siopName'],
    ['a GUID that is none', { ...addIn(1), siopID: 'abc' }, 'value does not fit', 'siopID'],
  ])('refuses %s, naming the column and not the value', async (_what, row, reason, place) => {
    databases = await engine.fresh('refused');
    const { target, reader } = await withTarget(databases);
    const failing = target.transaction((transaction) => transaction.insert(ADD_INS, [addIn(2), row]));
    await expect(failing).rejects.toMatchObject({
      code: 'ROW_REFUSED',
      reason,
      message: expect.stringContaining(place),
    });
    await expect(failing).rejects.not.toMatchObject({ message: expect.stringContaining('xxx') });
    expect(await collected(reader.rows(ADD_INS))).toEqual([]);
  });

  it('takes rows of one batch that refer to each other in any order', async () => {
    databases = await engine.fresh('any-order');
    const { target, reader } = await withTarget(databases);
    const nodes = specOf(CURRENT_TABLES, 'tblNode');
    await target.transaction((transaction) => transaction.insert(nodes, [node(2, 1), node(1, 1)]));
    expect((await collected(reader.rows(nodes))).map((row) => row.nodeID)).toEqual([1, 2]);
  });

  it('updates and removes by key, and tells how many rows it touched', async () => {
    databases = await engine.fresh('update');
    const { target, reader } = await withTarget(databases);
    const row = { prefLabel: 'sip:a@contoso.com|username.set', prefSeqID: 1, prefContent: 'old', lastModifiedBy: 1 };
    await target.transaction(async (transaction) => {
      await transaction.insert(PREFERENCES, [row, { ...row, prefSeqID: 2 }]);
      const key = ['prefLabel', 'prefSeqID'];
      expect(await transaction.update(PREFERENCES, key, { ...row, prefContent: null })).toBe(1);
      expect(await transaction.update(PREFERENCES, key, { ...row, prefSeqID: 9 })).toBe(0);
      expect(await transaction.remove(PREFERENCES, { prefSeqID: 2, prefLabel: row.prefLabel })).toBe(1);
      expect(await transaction.remove(PREFERENCES, { prefSeqID: 2 })).toBe(0);
    });
    expect(await collected(reader.rows(PREFERENCES))).toEqual([{ ...row, prefContent: null }]);
  });

  it('runs several at once without mixing them', async () => {
    databases = await engine.fresh('concurrent');
    const { target, reader, journal } = await withTarget(databases);
    const outcomes = await Promise.allSettled(
      [1, 2, 3, 4, 5, 6].map((room) =>
        target.transaction(async (transaction) => {
          await transaction.insertMessages(messages(room, 1, 40));
          await transaction.journal.insert('unit', [aUnit(`room:${room}`)]);
          if (room % 3 === 0) throw new Error(`room ${room} stops`);
        }),
      ),
    );
    expect(outcomes.map((each) => each.status === 'fulfilled')).toEqual([true, true, false, true, true, false]);
    expect((await reader.bounds()).map((room) => room.channelId)).toEqual([1, 2, 4, 5]);
    expect(Object.keys(await positions(journal))).toEqual(['room:1', 'room:2', 'room:4', 'room:5']);
  });

  it('lets the journal be written by others while it is open', async () => {
    databases = await engine.fresh('heartbeat');
    const { target, journal } = await withTarget(databases);
    const started = target.transaction(async (transaction) => {
      await transaction.insertMessages(messages(1, 1, 10));
      await new Promise((resolve) => setImmediate(resolve));
    });
    await journal.transaction((transaction) => transaction.insert('unit', [aUnit('table:tblNode')]));
    await started;
    expect(Object.keys(await positions(journal))).toEqual(['table:tblNode']);
  });
});

function addIn(index: number) {
  return {
    siopID: `00000000-0000-4000-8000-00000000000${index}`,
    siopName: `add-in ${index}`,
    siopUrl: 'https://contoso.com/',
  };
}

function messages(room: number, from: number, to: number): CurrentMessage[] {
  const made: CurrentMessage[] = [];
  for (let id = from; id <= to; id++) {
    made.push([room, BigInt(id), 634_294_368_000_000_000n + BigInt(id), 5, id % 2 === 0, `message ${id} 😀`, null]);
  }
  return made;
}

function node(nodeID: number, parentID: number) {
  return {
    nodeID,
    nodeGuid: `00000000-0000-4000-8000-0000000000${String(nodeID).padStart(2, '0')}`,
    parentID,
    nodeType: true,
    nodeName: `node ${nodeID}`,
    nodeDesc: '',
    invite: null,
    logged: true,
    filePost: false,
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

async function messageIds(
  reader: Awaited<ReturnType<typeof withTarget>>['reader'],
  channelId: number,
): Promise<bigint[]> {
  const all = await collected(reader.messages({ channelId, after: null, upTo: null }, LIMITS));
  return all.map((message) => message[1]);
}

async function positions(
  journal: Awaited<ReturnType<typeof withTarget>>['journal'],
): Promise<Record<string, UnitRecord['position']>> {
  const units = await journal.rows('unit', { migrationId: MIGRATION });
  return Object.fromEntries(units.map((unit) => [unit.unitId, unit.position]));
}
