/** Each check of the source's data and of the target: the world in which it passes, the one in which it does not. */
import { describe, expect, test } from 'vitest';
import type { DirectoryPort, Forest } from '#src/cutover/directory-port.ts';
import type { Check, Result } from '#src/preflight/check.ts';
import { SOURCE_CHECKS } from '#src/preflight/source-checks.ts';
import { TARGET_CHECKS } from '#src/preflight/target-checks.ts';
import { FINDING_KINDS } from '#src/transform/finding-kinds.ts';
import { category, guid, LEGACY_ROOT, principal, role, room } from '#test/support/inventory-builder.ts';
import { planFor } from '#test/support/planning.ts';
import { factsOf, NOW, type Stated, WHY } from './facts.ts';

const CHECKS = [...SOURCE_CHECKS, ...TARGET_CHECKS];
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

const CASES: readonly (readonly [id: string, result: Result, stated: Stated])[] = [
  ['S16', 'pass', { legacy: { principals: [person(10, 'Ann')] }, forest: forestWith([guid('B', 10).toLowerCase()]) }],
  ['S16', 'warn', { legacy: { principals: [person(10, 'Ann')] }, forest: forestWith([]) }],
  ['S16', 'unknown', { legacy: { principals: [person(10, 'Ann')] } }],
  ['S16', 'not-applicable', { legacy: { principals: [principal(10, { prinDisabled: true })] } }],
  ['S19', 'warn', { legacy: presenter }],
  ['S19', 'pass', { legacy: { ...presenter, roles: [...presenter.roles, role(3, 10, 'member')] } }],
  ['S19', 'pass', { legacy: { ...presenter, nodes: inRoom(3, 4) } }],
  ['S20', 'pass', { legacy: { nodes: inRoom(3, 4) } }],
  ['S20', 'warn', { legacy: { nodes: [LEGACY_ROOT, category(2, 1, 'Desk', { restrictChildCreate: true })] } }],
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
  ['T11', 'pass', { source: { database: { dataBytes: 6_000_000_000n } }, target: {} }],
  [
    'T11',
    'warn',
    { source: { database: { dataBytes: 6_000_000_001n } }, target: { database: { freeBytes: 9_000_000_000n } } },
  ],
  ['T11', 'unknown', { source: {}, target: { database: { freeBytes: null } } }],
  ['T11', 'unknown', { target: {} }],
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
const BACKUPS: typeof CASES = [
  ['T14', 'pass', { current: occupied, target: { lastFullAt: NOW - 24 * HOUR_MS } }],
  ['T14', 'warn', { current: occupied, target: { lastFullAt: NOW - 25 * HOUR_MS } }],
  ['T14', 'warn', { current: occupied, target: { lastFullAt: null } }],
  ['T14', 'unknown', { current: occupied, target: { lastFullAt: 'not told' } }],
];

describe('a check of the data', () => {
  test.each([...CASES, ...BACKUPS].map(([id, result, stated], at) => ({ id, result, stated, at })))(
    '$id is $result in its world ($at)',
    async ({ id, result, stated }) => {
      const observation = await checkOf(id).look(factsOf(stated));
      expect(observation).toMatchObject({ result });
      expect(observation.looked).not.toBe('');
      expect(observation.hint === '').toBe(result === 'pass' || result === 'not-applicable');
    },
  );

  test.each(CHECKS.map((check) => ({ id: check.id, check })))(
    '$id is unknown where nothing is known, and says what a person can do',
    async ({ check }) => {
      const observation = await check.look(factsOf({}));
      expect(observation.result).toBe('unknown');
      expect(observation.hint).toBe(check.manual);
      expect(observation.looked).not.toBe('');
    },
  );
});

const BY_FINDING = CHECKS.filter(({ method }) => method.startsWith('Findings of the plan'));

describe('a check that the plan answers', () => {
  test.each(BY_FINDING.flatMap((check) => findingsOf(check).map((finding) => ({ id: check.id, finding, check }))))(
    '$id passes without, and tells of $finding with its severity',
    async ({ finding, check }) => {
      expect(await check.look(factsOf({ findings: [{ id: 'P00-other', severity: 'block' }] }))).toMatchObject({
        result: 'pass',
      });
      for (const [severity, result] of [
        ['block', 'block'],
        ['warn', 'warn'],
        ['info', 'warn'],
      ] as const) {
        const observation = await check.look(factsOf({ findings: [{ id: finding, severity }] }));
        expect(observation).toMatchObject({ result, hint: 'Do something.' });
        expect(observation.looked).toContain('room 7');
      }
    },
  );

  test('follows what the transform finds in real data', async () => {
    const nested = [LEGACY_ROOT, category(2, 1, 'Desk'), category(3, 2, 'Rates'), room(4, 3, 'x'.repeat(256))];
    const plan = planFor({
      source: { nodes: nested, roles: [role(1, 10, 'manager')], principals: [person(10, 'Ann')] },
    });
    const results = Object.fromEntries(
      await Promise.all(
        BY_FINDING.map(async (check) => [check.id, (await check.look(factsOf({ plan }))).result] as const),
      ),
    );
    expect(results).toMatchObject({ S03: 'warn', S04: 'block', S05: 'pass', S31: 'pass', T03: 'pass' });
  });

  test('covers every finding that may lose or change something', () => {
    const covered = new Set(BY_FINDING.flatMap(findingsOf));
    const silent = Object.keys(FINDING_KINDS).filter((id) => !covered.has(id));
    // Told by the plan, and no violation of any requirement.
    expect(silent).toEqual([
      'P36-category-field-ignored',
      'P45-members-without-room',
      'P53-system-principal',
      'P58-own-principal',
      'P80-not-migrated',
      'P82-filtered',
    ]);
    for (const id of covered) expect(Object.keys(FINDING_KINDS)).toContain(id);
  });
});

test('ids are unique, in order, and fit the concern', () => {
  const ids = CHECKS.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).toEqual([...ids].sort());
  for (const { id, concern } of CHECKS) expect(concern).toBe(id.startsWith('S') ? 'source' : 'target');
});

test('the reason why something is unknown is passed on', async () => {
  expect((await checkOf('S01').look(factsOf({}))).looked).toBe(WHY);
});

function checkOf(id: string): Check {
  const check = CHECKS.find((each) => each.id === id);
  if (check === undefined) throw new Error(`no check ${id}`);
  return check;
}

/** The full ids behind the short ones of the method. */
function findingsOf(check: Check): string[] {
  const short = check.method.slice(check.method.indexOf(':') + 1).split(',');
  return short.map((each) => Object.keys(FINDING_KINDS).find((id) => id.startsWith(`${each.trim()}-`)) ?? each.trim());
}
