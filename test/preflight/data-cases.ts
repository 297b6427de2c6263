/** For each check of the source's data and of the target: worlds, and what it says of them. */
import type { DirectoryPort, Forest } from '#src/cutover/directory-port.ts';
import type { Result } from '#src/preflight/check.ts';
import { category, guid, LEGACY_ROOT, principal, role, room } from '#test/support/inventory-builder.ts';
import { planFor } from '#test/support/planning.ts';
import { NOW, type Stated } from './facts.ts';

const HOUR_MS = 3_600_000;
const inRoom = (id: number, behavior: number) => [
  LEGACY_ROOT,
  category(2, 1, 'Desk'),
  room(id, 2, 'Floor', { behavior }),
];
const person = (id: number, name: string) => principal(id, { prinName: name });
const presenter = { nodes: inRoom(3, 5), principals: [person(10, 'Ann')], roles: [role(3, 10, 'voiced')] };

/** A forest that knows these objects, in whatever order it is asked. */
function forestWith(guids: readonly string[]): Forest {
  const port = {
    search: async ({ base }: { base: string | { guid: string } }) =>
      typeof base !== 'string' && guids.includes(base.guid) ? [{ dn: '', guid: base.guid, attributes: new Map() }] : [],
  } as unknown as DirectoryPort;
  return { primary: port, others: new Map(), globalCatalogue: null };
}

const users = (count: number) => Array.from({ length: count }, (_, at) => person(at + 10, `Person ${at}`));
const invites = (count: number, each: number) => new Map(Array.from({ length: count }, (_, at) => [at, each] as const));

const NOTHING = { count: 0, example: null };
const FOUND = { count: 2, example: 'room 7, chatId 41' };

type Case = readonly [id: string, result: Result, stated: Stated];

const CASES: readonly Case[] = [
  ['S16', 'pass', { legacy: { principals: [person(10, 'Ann')] }, forest: forestWith([guid('B', 10).toLowerCase()]) }],
  ['S16', 'warn', { legacy: { principals: [person(10, 'Ann')] }, forest: forestWith([]) }],
  ['S16', 'unknown', { legacy: { principals: [person(10, 'Ann')] } }],
  ['S16', 'not-applicable', { legacy: { principals: [principal(10, { prinDisabled: true })] } }],
  ['S19', 'warn', { legacy: presenter }],
  ['S19', 'pass', { legacy: { ...presenter, roles: [...presenter.roles, role(3, 10, 'member')] } }],
  ['S19', 'pass', { legacy: { ...presenter, nodes: inRoom(3, 4) } }],
  ['S20', 'pass', { legacy: { nodes: inRoom(3, 4) } }],
  ['S20', 'warn', { legacy: { nodes: [LEGACY_ROOT, category(2, 1, 'Desk', { restrictChildCreate: true })] } }],
  ['S24', 'pass', { messages: {} }],
  ['S24', 'warn', { messages: { orphans: FOUND } }],
  ['S25', 'pass', { messages: { whole: true } }],
  ['S25', 'warn', { messages: { backwards: FOUND } }],
  ['S28', 'pass', { messages: {} }],
  ['S28', 'warn', { messages: { implausible: FOUND } }],
  ['S29', 'pass', { messages: { whole: true } }],
  ['S29', 'pass', { messages: { links: 7, lostLinks: NOTHING }, repository: { files: 7 } }],
  ['S29', 'warn', { messages: { links: 7, lostLinks: FOUND }, repository: { files: 6 } }],
  ['S29', 'unknown', { messages: { links: 7 } }],
  ['S29', 'unknown', { messages: {} }],
  ['S29', 'unknown', { repository: { files: 6 } }],
  ['S30', 'pass', { repository: { files: 2, largestBytes: 20_480_000n } }],
  ['S30', 'warn', { repository: { files: 2, largestBytes: 20_480_001n, tooLarge: 1 } }],
  ['S32', 'pass', { legacy: { principals: [principal(10, { prinDisabled: true })], roles: [] } }],
  ['S32', 'warn', { legacy: { principals: [principal(10, { prinDisabled: true })], roles: [role(3, 10, 'member')] } }],
  ['S33', 'pass', { legacy: { principals: [person(10, 'Ann'), person(11, 'Bob')] } }],
  ['S33', 'warn', { legacy: { principals: [person(10, 'Ann'), person(11, 'ann ')] } }],
  ['S34', 'pass', { legacy: { principals: [principal(10, { prinADPath: 'x'.repeat(384) })] } }],
  ['S34', 'warn', { legacy: { principals: [principal(10, { prinADPath: 'x'.repeat(385) })] } }],
  ['S35', 'pass', { plan: planFor() }],
  [
    'S35',
    'warn',
    { plan: { ...planFor(), tables: planFor().tables.map((each) => ({ ...each, plannedRows: 1_000_001 })) } },
  ],
  ['S39', 'pass', { legacy: { highestInvites: invites(1_000, 1_000) } }],
  ['S39', 'unknown', { legacy: { highestInvites: invites(1_000, 1_001) } }],
  ['S39', 'warn', { legacy: { highestInvites: invites(1_000_001, 1) } }],
  ['S40', 'pass', { legacy: { principals: users(150_000) } }],
  ['S40', 'warn', { legacy: { principals: users(150_001) } }],
  ['S41', 'pass', { source: {} }],
  ['S41', 'block', { source: { missingRights: ['SELECT on tblChat'] } }],
  ['T04', 'pass', { current: { systemRevision: 41n } }],
  ['T04', 'warn', { current: { systemRevision: null } }],
  ['T08', 'pass', { target: { missingRights: ['CREATE ANY DATABASE for the journal gc2pc_journal'] } }],
  ['T08', 'block', { target: { missingRights: ['INSERT on tblNode'] } }],
  ['T09', 'pass', { target: { missingRights: ['INSERT on tblNode'] } }],
  ['T09', 'block', { target: { missingRights: ['CREATE ANY DATABASE for the journal gc2pc_journal'] } }],
  ['T10', 'pass', { target: {} }],
  ['T10', 'block', { target: { database: { readOnly: true } } }],
  ['T10', 'block', { target: { database: { status: 'RESTORING' } } }],
  ['T10', 'unknown', { target: { database: { status: null } } }],
  ['T11', 'pass', { target: {}, space: { likelyBytes: 1n, mostBytes: 9_000_000_000n } }],
  ['T11', 'warn', { target: {}, space: { likelyBytes: 1n, mostBytes: 9_000_000_001n } }],
  ['T11', 'warn', { target: {}, space: { likelyBytes: 9_000_000_001n, mostBytes: 10_000_000_000n } }],
  ['T11', 'unknown', { target: {} }],
  ['T11', 'unknown', { target: { database: { freeBytes: null } }, space: { likelyBytes: 1n, mostBytes: 1n } }],
  ['T12', 'pass', { target: { database: { recoveryModel: 'BULK_LOGGED' } } }],
  ['T12', 'warn', { target: { database: { recoveryModel: 'FULL' } } }],
  ['T12', 'unknown', { target: { database: { recoveryModel: null } } }],
  ['T12', 'not-applicable', { target: { database: { recoveryModel: null }, server: { edition: 'SQLite' } } }],
  ['T13', 'pass', { target: {} }],
  ['T13', 'warn', { target: { database: { mirrored: true, logShipped: null } } }],
  ['T13', 'unknown', { target: { database: { mirrored: false, logShipped: null } } }],
  ['T14', 'not-applicable', { current: {}, target: {} }],
];

const occupied = { nodes: [1, 2].map((nodeID) => ({ nodeID })) } as unknown as NonNullable<Stated['current']>;
const BACKUPS: readonly Case[] = [
  ['T14', 'pass', { current: occupied, target: { lastFullAt: NOW - 24 * HOUR_MS } }],
  ['T14', 'warn', { current: occupied, target: { lastFullAt: NOW - 25 * HOUR_MS } }],
  ['T14', 'warn', { current: occupied, target: { lastFullAt: null } }],
  ['T14', 'unknown', { current: occupied, target: { lastFullAt: 'not told' } }],
];

export const DATA_CASES: readonly Case[] = [...CASES, ...BACKUPS];
