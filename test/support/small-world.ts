/**
 * A small pair of databases for tests of the load: every kind of row is there, few of each, and rooms of several sizes
 * around the batch limits that the tests use. The same `salt` gives the same rows.
 */
import { CURRENT_TABLES } from '#src/model/schema/current.ts';
import { LEGACY_TABLES } from '#src/model/schema/legacy.ts';
import type { TableSpec } from '#src/model/schema/types.ts';
import type { Row } from '#src/model/value.ts';
import type { TestDatabases } from './engines.ts';
import {
  addIn,
  CURRENT_ROLE,
  CURRENT_ROOT,
  CURRENT_SYSTEM,
  category,
  guid,
  LEGACY_ROLE,
  LEGACY_ROOT,
  LEGACY_SYSTEM,
  principal,
  role,
  room,
  scope,
} from './inventory-builder.ts';

export const STAFF = 2;
export const PEOPLE = Array.from({ length: 20 }, (_, index) => 10 + index);
/** Room → number of messages. */
export const ROOMS: ReadonlyMap<number, number> = new Map([
  [100, 0],
  [101, 1],
  [102, 7],
  [103, 35],
  [104, 120],
  [105, 3],
  [106, 61],
]);
/** Wrote in room 106, without a row of his own. */
export const ORPHAN_AUTHOR = 777;
/** Has messages, and no row. */
export const ORPHAN_ROOM = 999;
export const ORPHAN_ROOM_MESSAGES = 4;

export type LegacyMessageRow = readonly [number, bigint, bigint, number, boolean, string];

export function sourceRows(): Record<string, readonly object[]> {
  const rooms = [...ROOMS.keys()];
  return {
    tblVersion: [
      { versionId: 1, versionedOn: '2010-11-01 00:00:00.000', description: 'Lync Server 2010', poolId: guid('F', 1) },
    ],
    tblRoleType: Object.entries(LEGACY_ROLE).map(([name, rtypeID]) => ({
      rtypeID,
      rtypeDesc: `${name.charAt(0).toUpperCase()}${name.slice(1)}`,
      rtypeAllowedPermSet: 1n,
      honorsOverride: true,
      honorsScope: true,
    })),
    tblPrincipal: [
      LEGACY_SYSTEM,
      principal(STAFF, { prinTypeID: 9, prinUri: 'ma-grp:staff@u.g', prinADUserPrincipalName: null }),
      ...PEOPLE.map((id) => principal(id)),
      // The highest ID there will be: what is derived from it is the same before and after the source has grown.
      principal(70),
    ],
    tblSiopWhiteList: [addIn(1)],
    tblNode: [
      LEGACY_ROOT,
      category(2, 1, 'Desk', { scopeDefinerId: 2 }),
      category(3, 2, 'Rates', { scopeDefinerId: 2 }),
      ...rooms.map((id) =>
        room(id, id % 2 === 0 ? 2 : 3, `Room ${id}`, {
          scopeDefinerId: 2,
          roleDefinerId: id,
          topic: id === 102 ? 'About sales' : '',
          siopID: id === 104 ? guid('C', 1) : null,
        }),
      ),
    ],
    tblScopePrincipal: [scope(2, STAFF)],
    tblPrincipalRole: rooms.flatMap((id) => [
      ...PEOPLE.slice(0, 8).map((person) => role(id, person, 'member')),
      role(id, PEOPLE[9] ?? 0, 'manager'),
    ]),
    tblPrincipalAffiliations: PEOPLE.flatMap((principalID) => [
      { principalID, affiliationID: principalID, index: -1, updatedBy: 1 },
      { principalID, affiliationID: STAFF, index: 1, updatedBy: 1 },
    ]),
    tblPrincipalMembers: PEOPLE.slice(0, 5).map((id) => ({
      prinID: STAFF,
      memberADPath: `CN=Common ${id},DC=contoso`,
    })),
    tblPrincipalInvites: PEOPLE.slice(0, 12).map((prinID, index) => ({
      prinID,
      invID: index + 1,
      nodeID: 102,
      createdOn: '2012-02-03 04:05:06.007',
    })),
    tblLastInviteId: PEOPLE.map((prinID) => ({ prinID, lastInviteID: 40 })),
    tblPreference: [
      ...PEOPLE.slice(0, 15).map((id) => ({
        prefLabel: `sip:user${id}@contoso.com|username.filters`,
        prefSeqID: 1,
        prefContent: `<filters owner="${id}"/>`,
        lastModifiedBy: id,
      })),
    ],
    tblLastChatId: rooms.map((nodeID) => ({ nodeID, lastChatID: BigInt((ROOMS.get(nodeID) ?? 0) * 2) })),
    // Room 100 is a room without messages whose counter is ahead.
  };
}

/** Messages with every second chatId, so that there are gaps. */
export function messagesOf(channelId: number, from: number, count: number): LegacyMessageRow[] {
  return Array.from({ length: count }, (_, index): LegacyMessageRow => {
    const number = from + index;
    const author = channelId === 106 && number % 9 === 0 ? ORPHAN_AUTHOR : (PEOPLE[number % PEOPLE.length] ?? 10);
    const text = `${'x'.repeat(number % 40)} message ${number} of ${channelId} \u{1F642}`;
    return [channelId, BigInt(number * 2), 634_294_368_000_000_000n + BigInt(number), author, number % 11 === 0, text];
  });
}

export async function createWorld(databases: TestDatabases): Promise<void> {
  const source = await databases.fixtureStore('source');
  const variant = { identityColumns: [], collation: 'insensitive', ticksFunction: 'none' } as const;
  const rows = sourceRows();
  // Without foreign keys, so that a row may come to refer to nothing.
  await source.port.createTables(
    LEGACY_TABLES.map((spec) => ({ ...spec, foreignKeys: [] })),
    variant,
  );
  for (const spec of LEGACY_TABLES) {
    const all = [...spec.staticRows, ...(rows[spec.name] ?? [])] as Row[];
    if (all.length > 0) await source.port.insert(spec, all);
  }
  await addMessages(databases, [
    ...[...ROOMS].flatMap(([id, count]) => messagesOf(id, 1, count)),
    ...messagesOf(ORPHAN_ROOM, 1, ORPHAN_ROOM_MESSAGES),
  ]);
  const target = await databases.fixtureStore('target');
  await target.port.createTables(CURRENT_TABLES, variant);
  const own: Record<string, readonly object[]> = {
    tblRoleType: Object.entries(CURRENT_ROLE).map(([name, rtypeID]) => ({
      rtypeID,
      rtypeDesc: `${name.charAt(0).toUpperCase()}${name.slice(1)}`,
      rtypeAllowedPermSet: 1n,
    })),
    tblPrincipal: [CURRENT_SYSTEM],
    tblNode: [CURRENT_ROOT],
    tblSystemRevision: [{ sysRevision: 41n }],
    tblConfig: [{ configLabel: 'pool', configContent: null, configPoolID: guid('F', 2) }],
  };
  for (const spec of CURRENT_TABLES) {
    const all = [...spec.staticRows, ...(own[spec.name] ?? [])] as Row[];
    if (all.length > 0) await target.port.insert(spec, all);
  }
  await source.close();
  await target.close();
}

export async function addMessages(databases: TestDatabases, messages: readonly LegacyMessageRow[]): Promise<void> {
  const store = await databases.fixtureStore('source');
  await store.port.insertArrays(legacySpec('tblChat'), messages);
  await store.close();
}

export async function addRows(databases: TestDatabases, table: string, rows: readonly object[]): Promise<void> {
  const store = await databases.fixtureStore('source');
  await store.port.insert(legacySpec(table), rows as Row[]);
  await store.close();
}

/** One statement that both engines understand. */
export async function change(databases: TestDatabases, side: 'source' | 'target', sql: string): Promise<void> {
  const store = await databases.fixtureStore(side);
  await store.port.execute(sql);
  await store.close();
}

function legacySpec(name: string): TableSpec {
  const spec = LEGACY_TABLES.find((one) => one.name === name);
  if (spec === undefined) throw new Error(name);
  return spec;
}
