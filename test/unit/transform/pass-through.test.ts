import { describe, expect, it } from 'vitest';
import type { PlannedTable } from '#src/model/plan.ts';
import type { Row } from '#src/model/value.ts';
import { category, currentNode, currentPrincipal, principal, room } from '#test/support/inventory-builder.ts';
import { type Planning, planFor, planned, tableOf } from '#test/support/planning.ts';

const NODES = [
  category(2, 1, 'On', { invite: true }),
  room(3, 2, 'Inviting'),
  room(4, 2, 'Silent', { invite: false }),
  room(5, 2, 'Gone', { disabled: true }),
];
const WORLD: Planning = {
  source: {
    nodes: NODES,
    principals: [
      principal(10),
      principal(11),
      principal(20, { prinUri: 'sip:own70@contoso.com' }),
      principal(21, { prinUri: 'SIP:own70@contoso.com' }),
    ],
  },
  target: {
    nodes: [currentNode({ nodeID: 3, nodeType: false, nodeName: 'Own room' })],
    principals: [currentPrincipal(10), currentPrincipal(70)],
    preferenceKeys: ['sip:own70@contoso.com|own.default/1'],
  },
};

function outcome(table: PlannedTable, row: Row, world: Planning = WORLD) {
  const { passThrough } = tableOf(planFor(world), table);
  if (passThrough === null) throw new Error(`${table} is not passed through`);
  return passThrough.map(row);
}

const affiliation = (principalID: number, affiliationID: number, index: number): Row => ({
  principalID,
  affiliationID,
  index,
  updatedBy: 1,
});

describe('affiliations', () => {
  it('follow the new IDs of both sides', () => {
    expect(outcome('tblPrincipalAffiliations', affiliation(10, 20, 1))).toEqual({
      outcome: 'write',
      row: { principalID: 71, affiliationID: 70, index: 1, updatedBy: 1 },
    });
    expect(outcome('tblPrincipalAffiliations', affiliation(10, 10, -1))).toMatchObject({ outcome: 'write' });
  });

  it.each([
    [20, 20, -1, { outcome: 'skip', rule: 'principal-of-target' }],
    [20, 21, 1, { outcome: 'skip', rule: 'principal-of-target' }],
    [20, 11, 1, { outcome: 'write', row: { principalID: 70, affiliationID: 11, index: 1, updatedBy: 1 } }],
    [21, 11, 1, { outcome: 'skip', rule: 'shared-principal' }],
    [10, 21, 1, { outcome: 'skip', rule: 'shared-principal' }],
    [10, 10, 3, { outcome: 'skip', rule: 'self-affiliation' }],
    [99, 10, 1, { outcome: 'reject', reason: 'principal 99 has no row' }],
    [10, 99, 1, { outcome: 'reject', reason: 'principal 99 has no row' }],
  ])('of %i to %i at %i: %o', (from, to, index, expected) => {
    expect(outcome('tblPrincipalAffiliations', affiliation(from, to, index))).toEqual(expected);
  });
});

describe('invites', () => {
  const invite = (prinID: number, nodeID: number): Row => ({
    prinID,
    invID: 7,
    nodeID,
    createdOn: '2011-01-01 00:00:00.000',
  });

  it('keep their number for rooms with invitations on', () => {
    expect(outcome('tblPrincipalInvites', invite(11, 3))).toEqual({
      outcome: 'write',
      row: { prinID: 11, invID: 7, nodeID: 6, createdOn: '2011-01-01 00:00:00.000' },
    });
  });

  it.each([
    [11, 4, { outcome: 'skip', rule: 'invitations-off' }],
    [11, 5, { outcome: 'skip', rule: 'disabled-room' }],
    [20, 3, { outcome: 'skip', rule: 'principal-of-target' }],
    [99, 3, { outcome: 'reject', reason: 'principal 99 has no row' }],
    [11, 2, { outcome: 'reject', reason: 'room 2 has no row' }],
  ])('of %i to %i: %o', (prinID, nodeID, expected) => {
    expect(outcome('tblPrincipalInvites', invite(prinID, nodeID))).toEqual(expected);
  });

  it('stay behind by policy', () => {
    const world = { ...WORLD, policies: { invites: 'skip' } } as const;
    expect(outcome('tblPrincipalInvites', invite(11, 3), world)).toEqual({ outcome: 'skip', rule: 'invites-skipped' });
  });
});

describe('counters of invites', () => {
  const source = {
    ...WORLD.source,
    lastInviteIds: [5, 10, 20, 99].map((prinID) => ({ prinID: prinID === 5 ? 11 : prinID, lastInviteID: 7 })),
    highestInvites: new Map([
      [11, 9],
      [10, 3],
      [20, 30],
      [98, 1],
    ]),
  };

  it('are never below the highest invite, and only those of new principals come along', () => {
    const plan = planFor({ ...WORLD, source });
    expect(planned(plan, 'tblLastInviteId')).toEqual([
      { prinID: 11, lastInviteID: 9 },
      { prinID: 71, lastInviteID: 7 },
    ]);
    expect(plan.ledgers.inviteCounters).toEqual({
      read: 4,
      written: 2,
      skipped: { 'principal-of-target': 1 },
      rejected: 1,
    });
    expect(plan.findings.find((one) => one.id === 'P72-invite-counter-corrected')?.message).toBe(
      '1 counter is missing or too low.',
    );
  });

  it('that are missing are made', () => {
    const plan = planFor({ ...WORLD, source: { ...source, lastInviteIds: [] } });
    expect(planned(plan, 'tblLastInviteId')).toHaveLength(2);
  });

  it('stay behind by policy', () => {
    const plan = planFor({ ...WORLD, source, policies: { invites: 'skip' } });
    expect(planned(plan, 'tblLastInviteId')).toEqual([]);
    expect(plan.ledgers.inviteCounters.skipped).toEqual({ 'invites-skipped': 4 });
  });
});

describe('members and preferences', () => {
  it('follow their principal', () => {
    expect(outcome('tblPrincipalMembers', { prinID: 10, memberADPath: 'CN=x' })).toEqual({
      outcome: 'write',
      row: { prinID: 71, memberADPath: 'CN=x' },
    });
  });

  it('are verbatim, unless the target has that very preference', () => {
    const row = { prefLabel: 'SIP:OWN70@contoso.com|own.default', prefSeqID: 1, prefContent: 'x', lastModifiedBy: 99 };
    expect(outcome('tblPreference', row)).toEqual({ outcome: 'skip', rule: 'already-in-target' });
    expect(outcome('tblPreference', { ...row, prefSeqID: 2 })).toEqual({
      outcome: 'write',
      row: { ...row, prefSeqID: 2, lastModifiedBy: 1 },
    });
  });

  it.each([
    ['tblPrincipalAffiliations', { ...affiliation(10, 11, 1), affiliationID: null }, 'affiliationID is NULL'],
    ['tblPrincipalAffiliations', { ...affiliation(10, 11, 1), updatedBy: 'x' }, 'updatedBy holds no int'],
    ['tblPrincipalMembers', { prinID: 10, memberADPath: null }, 'memberADPath is NULL'],
    ['tblPrincipalMembers', { prinID: 10, memberADPath: 7 }, 'memberADPath holds no nvarchar(256)'],
    ['tblPrincipalInvites', { prinID: 10, invID: 1, nodeID: 3, createdOn: null }, 'createdOn is NULL'],
    ['tblPrincipalInvites', { prinID: 10, invID: 1, nodeID: 3, createdOn: 'soon' }, 'createdOn holds no datetime'],
    ['tblPrincipalInvites', { prinID: 10, invID: 1, nodeID: 3, createdOn: 5n }, 'createdOn holds no datetime'],
    ['tblPreference', { prefLabel: null, prefSeqID: 1, prefContent: '', lastModifiedBy: 1 }, 'prefLabel is NULL'],
    [
      'tblPreference',
      { prefLabel: 'l', prefSeqID: 1.5, prefContent: new Uint8Array(1), lastModifiedBy: null },
      'prefSeqID holds no int; prefContent holds no nvarchar(max); lastModifiedBy is NULL',
    ],
  ] as const)('of %s that the documents forbid are rejected, and the column is named: %o', (table, row, fault) => {
    const reason = fault.replaceAll(/is NULL/g, 'is NULL, documented is NOT NULL');
    expect(outcome(table, row)).toEqual({ outcome: 'reject', reason });
  });
});

describe('what belongs to the migration', () => {
  const plan = planFor(WORLD);

  it.each([
    ['tblPrincipal', { prinID: 71 }, true],
    ['tblPrincipal', { prinID: 10 }, false],
    ['tblPrincipal', { prinID: 12_345 }, true],
    ['tblPrincipalAffiliations', { principalID: 70, affiliationID: 11 }, true],
    ['tblPrincipalAffiliations', { principalID: 70, affiliationID: 10 }, false],
    ['tblNode', { nodeID: 6 }, true],
    ['tblNode', { nodeID: 3 }, false],
    ['tblNode', { nodeID: 1 }, false],
    ['tblPrincipalRole', { prinRoleNodeID: 3 }, false],
    ['tblPrincipalRole', { prinRoleNodeID: 2 }, true],
    ['tblPrincipalInvites', { nodeID: 6 }, true],
    ['tblPreference', { prefLabel: 'sip:OWN70@contoso.com|own.default', prefSeqID: 1 }, false],
    ['tblPreference', { prefLabel: 'sip:own70@contoso.com|own.default', prefSeqID: 9 }, true],
  ] as const)('%s %o: %s', (table, row, expected) => {
    expect(tableOf(plan, table).owns(row)).toBe(expected);
  });
});
