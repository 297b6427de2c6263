/**
 * A source without a single thing that a check could find fault with, and a target in which something was made already.
 * People are those of the directory.
 */
import { CURRENT_TABLES } from '#src/model/schema/current.ts';
import { LEGACY_TABLES } from '#src/model/schema/legacy.ts';
import { LEGACY_TRANSIENT_TABLES } from '#src/model/schema/legacy-transient.ts';
import type { TableSpec } from '#src/model/schema/types.ts';
import type { Row } from '#src/model/value.ts';
import type { TestDatabases } from '#test/support/engines.ts';
import {
  addIn,
  CURRENT_ROLE,
  CURRENT_ROOT,
  CURRENT_SYSTEM,
  category,
  currentNode,
  currentPrincipal,
  guid,
  LEGACY_ROLE,
  LEGACY_ROOT,
  LEGACY_SYSTEM,
  principal,
  role,
  room,
  scope,
} from '#test/support/inventory-builder.ts';
import { inUsers, PEOPLE, STAFF } from './directory-objects.ts';

const HOUR_MS = 3_600_000;
export const DESK = 2;
export const ROOM = 100;
export const AUDITORIUM = 101;
/** Where the server made things of its own; above what comes from the source. */
const OWN = 500;
const MESSAGES = 20;
/** The fourth message of each room links to it. */
export const LINKED_FILE = 'report.docx';
/** The last sign of life of the old servers. */
export const LAST_PING_HOURS = 6;

/** @param guids account → objectGUID */
export async function fillDatabases(databases: TestDatabases, guids: ReadonlyMap<string, string>): Promise<void> {
  const source = await databases.fixtureStore('source');
  // SQLite has no stored functions, so there is none that could differ.
  const variant = { identityColumns: [], collation: 'insensitive', ticksFunction: 'dotnet' } as const;
  // Without foreign keys, so that a row may come to refer to nothing.
  const legacy = [...LEGACY_TABLES, ...LEGACY_TRANSIENT_TABLES].map((spec) => ({ ...spec, foreignKeys: [] }));
  await source.port.createTables(legacy, variant);
  await insertAll(source.port.insert.bind(source.port), legacy, sourceRows(guids));
  await source.port.insertArrays(
    specOf(legacy, 'tblChat'),
    [ROOM, AUDITORIUM].flatMap((channel) => messages(channel)),
  );
  const target = await databases.fixtureStore('target');
  const current = CURRENT_TABLES.map((spec) => ({ ...spec, foreignKeys: [] }));
  await target.port.createTables(current, variant);
  await insertAll(target.port.insert.bind(target.port), current, targetRows());
  await source.close();
  await target.close();
}

/** As a `datetime` without a zone, UTC. */
export function hoursAgo(hours: number): string {
  return new Date(Date.now() - hours * HOUR_MS).toISOString().replace('T', ' ').slice(0, 23);
}

type Rows = Readonly<Record<string, readonly object[]>>;

async function insertAll(
  insert: (spec: TableSpec, rows: readonly Row[]) => Promise<void>,
  specs: readonly TableSpec[],
  rows: Rows,
): Promise<void> {
  for (const spec of specs) {
    const all = [...spec.staticRows, ...(rows[spec.name] ?? [])] as Row[];
    if (all.length > 0) await insert(spec, all);
  }
}

function sourceRows(guids: ReadonlyMap<string, string>): Rows {
  const people = [...PEOPLE.values()];
  const rooms = [ROOM, AUDITORIUM];
  const inDirectory = (name: string) => ({
    prinGuid: (guids.get(name) ?? '').toUpperCase(),
    prinADPath: inUsers(name),
    prinName: name,
  });
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
      principal(STAFF.number, {
        ...inDirectory(STAFF.name),
        prinTypeID: 9,
        prinUri: 'ma-grp:staff@u.g',
        prinADUserPrincipalName: null,
      }),
      ...[...PEOPLE].map(([name, id]) => principal(id, inDirectory(name))),
    ],
    tblSiopWhiteList: [addIn(1)],
    tblNode: [
      LEGACY_ROOT,
      category(DESK, 1, 'Desk', { scopeDefinerId: DESK }),
      room(ROOM, DESK, 'Trading', { scopeDefinerId: DESK, roleDefinerId: ROOM, siopID: guid('C', 1) }),
      room(AUDITORIUM, DESK, 'News', { scopeDefinerId: DESK, roleDefinerId: AUDITORIUM, behavior: 5 }),
    ],
    tblScopePrincipal: [scope(1, STAFF.number), scope(DESK, STAFF.number)],
    tblPrincipalRole: [
      ...rooms.flatMap((id) => people.map((person) => role(id, person, 'member'))),
      ...rooms.map((id) => role(id, people[0] ?? 0, 'manager')),
      role(AUDITORIUM, people[1] ?? 0, 'voiced'),
    ],
    tblPrincipalAffiliations: people.flatMap((principalID) => [
      { principalID, affiliationID: principalID, index: -1, updatedBy: 1 },
      { principalID, affiliationID: STAFF.number, index: 1, updatedBy: 1 },
    ]),
    tblPrincipalMembers: [{ prinID: STAFF.number, memberADPath: inUsers('bea') }],
    tblPrincipalInvites: people.map((prinID, index) => ({
      prinID,
      invID: index + 1,
      nodeID: ROOM,
      createdOn: '2012-02-03 04:05:06.007',
    })),
    tblLastInviteId: people.map((prinID) => ({ prinID, lastInviteID: 40 })),
    tblLastChatId: rooms.map((nodeID) => ({ nodeID, lastChatID: BigInt(MESSAGES) })),
    tblServerIdentity: [
      { serverID: 1, serverAddress: 'gc1.contoso.com', serverLastPingTime: hoursAgo(LAST_PING_HOURS) },
    ],
  };
}

function messages(channel: number): (string | number | bigint | boolean)[][] {
  return Array.from({ length: MESSAGES }, (_, index) => [
    channel,
    BigInt(index + 1),
    634_294_368_000_000_000n + BigInt(index),
    PEOPLE.get('bea') ?? 0,
    false,
    index === 3 ? `ma-filelink:${LINKED_FILE}` : `message ${index + 1}`,
  ]);
}

function targetRows(): Rows {
  return {
    tblRoleType: Object.entries(CURRENT_ROLE).map(([name, rtypeID]) => ({
      rtypeID,
      rtypeDesc: `${name.charAt(0).toUpperCase()}${name.slice(1)}`,
      rtypeAllowedPermSet: 1n,
    })),
    tblPrincipal: [CURRENT_SYSTEM, currentPrincipal(OWN, { prinPolicyID: 1 })],
    tblNode: [CURRENT_ROOT, currentNode({ nodeID: OWN, nodeType: true, nodeName: 'Made in 2013' })],
    tblSystemRevision: [{ sysRevision: 41n }],
    tblConfig: [{ configLabel: 'pool', configContent: null, configPoolID: guid('F', 2) }],
  };
}

function specOf(specs: readonly TableSpec[], name: string): TableSpec {
  const spec = specs.find((one) => one.name === name);
  if (spec === undefined) throw new Error(name);
  return spec;
}
