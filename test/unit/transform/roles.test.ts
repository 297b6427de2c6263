import { describe, expect, it } from 'vitest';
import { affiliations, CURRENT_ROLE, category, principal, role, room, scope } from '#test/support/inventory-builder.ts';
import { findingsOf, type Planning, planFor, planned, rolesOf } from '#test/support/planning.ts';

const { member: MEMBER, manager: MANAGER, voiced: VOICED, creator: CREATOR } = CURRENT_ROLE;
const GROUP = 50;
const group = principal(GROUP, { prinTypeID: 9, prinUri: 'ma-grp:50@u.g' });
const people = [10, 11, 12].map((id) => principal(id));
const inGroup = affiliations(
  people.map(({ prinID }) => [prinID, GROUP]),
  [10, 11, 12, GROUP],
);

function planOf(source: Planning['source'], policies: Planning['policies'] = {}) {
  const everyone = { principals: [...people, group], scopes: [scope(1, GROUP)], affiliations: inGroup };
  return planFor({ source: { ...everyone, ...source }, policies });
}

describe('members', () => {
  const nodes = [
    category(2, 1, 'A'),
    category(3, 2, 'B', { roleDefinerId: 2 }),
    room(4, 3, 'inherits', { roleDefinerId: 2 }),
    room(5, 3, 'own list', { roleDefinerId: 5 }),
  ];

  it('are those of every node from the role definer down to the room', () => {
    const roles = [role(1, 12, 'member'), role(2, 10, 'member'), role(3, 11, 'member'), role(5, 12, 'member')];
    const plan = planOf({ nodes, roles }, { creators: 'none' });
    expect(rolesOf(plan)).toEqual([`4 10 ${MEMBER}`, `4 11 ${MEMBER}`, `5 12 ${MEMBER}`]);
    expect(plan.ledgers.roles).toEqual({ read: 4, written: 3, skipped: { 'member-list-replaced': 1 }, rejected: 0 });
  });

  it('outside the scope are dropped one by one into the findings', () => {
    const roles = [role(2, 10, 'member'), role(2, 11, 'member')];
    const plan = planOf({ nodes, roles, affiliations: affiliations([[10, GROUP]], [10, 11]) }, { creators: 'none' });
    expect(rolesOf(plan)).toEqual([`4 10 ${MEMBER}`]);
    expect(plan.ledgers.roles.skipped).toEqual({ 'outside-scope': 1 });
    expect(plan.findings.filter((one) => one.id === 'P40-outside-scope').map((one) => one.message)).toEqual([
      'Member 11 "User 11" is outside the scope of "B" and is dropped from 1 room.',
    ]);
  });

  it('that are disabled or federated stay when they are within the scope', () => {
    const principals = [principal(10, { prinTypeID: 7 }), principal(11, { prinDisabled: true }), group];
    const plan = planOf({
      nodes: [room(2, 1, 'R')],
      roles: [role(2, 10, 'member'), role(2, 11, 'member')],
      principals,
    });
    expect(rolesOf(plan)).toEqual([`2 10 ${MEMBER}`, `2 11 ${MEMBER}`]);
  });

  it('of a room with a scope of its own must be within that, too', () => {
    const plan = planOf({
      nodes: [category(2, 1, 'A'), room(3, 2, 'R', { scopeDefinerId: 3 })],
      scopes: [scope(1, GROUP), scope(3, 10)],
      roles: [role(3, 10, 'member'), role(3, 11, 'member')],
    });
    expect(rolesOf(plan)).toEqual([`3 10 ${MEMBER}`]);
    expect(findingsOf(plan, 'P44')).toEqual(['P44-room-scope warn room 3 "Room 3"'.replace('Room 3', 'R')]);
    expect(plan.ledgers.scopes).toEqual({ read: 2, written: 1, skipped: { 'room-scope': 1 }, rejected: 0 });
  });
});

describe('managers', () => {
  it('of every ancestor become managers of the room, the root’s included and named', () => {
    const nodes = [category(2, 1, 'A'), room(3, 2, 'R')];
    const roles = [role(1, 10, 'manager'), role(2, 11, 'manager'), role(3, 12, 'manager')];
    const plan = planOf({ nodes, roles });
    expect(rolesOf(plan)).toEqual([
      `2 10 ${CREATOR}`,
      `2 11 ${CREATOR}`,
      `3 10 ${MANAGER}`,
      `3 11 ${MANAGER}`,
      `3 12 ${MANAGER}`,
    ]);
    expect(findingsOf(plan, 'P41')).toEqual(['P41-root-manager warn principal 10 "User 10"']);
  });

  it('keep who appointed them last, nearest to the room', () => {
    const nodes = [category(2, 1, 'A'), room(3, 2, 'R')];
    const plan = planOf(
      { nodes, roles: [role(2, 10, 'manager', 11), role(3, 10, 'manager', 12)] },
      { creators: 'none' },
    );
    expect(planned(plan, 'tblPrincipalRole')).toEqual([
      { prinRoleNodeID: 3, prinRolePrinID: 10, prinRoleTypeID: MANAGER, prinRoleUpdatedBy: 12 },
    ]);
    expect(plan.ledgers.roles.written).toBe(2);
  });
});

describe('presenters', () => {
  const hall = room(2, 1, 'Hall', { behavior: 5 });

  it('of an auditorium are members, too', () => {
    expect(rolesOf(planOf({ nodes: [hall], roles: [role(2, 10, 'voiced')] }))).toEqual([
      `2 10 ${MEMBER}`,
      `2 10 ${VOICED}`,
    ]);
  });

  it('of anything else are dropped with a finding', () => {
    const nodes = [room(2, 1, 'R'), category(3, 1, 'A')];
    const plan = planOf({ nodes, roles: [role(2, 10, 'voiced'), role(3, 10, 'voiced')] });
    expect(rolesOf(plan)).toEqual([]);
    expect(findingsOf(plan, 'P42')).toHaveLength(2);
    expect(plan.ledgers.roles.skipped).toEqual({ 'presenter-outside-auditorium': 2 });
  });
});

describe('creators', () => {
  const nodes = [category(2, 1, 'A', { roleDefinerId: 1 }), category(3, 2, 'B')];
  const roles = [role(1, 10, 'member'), role(2, 11, 'manager'), role(3, 12, 'member')];

  it.each([
    ['managers', [`2 11 ${CREATOR}`, `3 11 ${CREATOR}`]],
    ['members', [`2 10 ${CREATOR}`, `2 11 ${CREATOR}`, `3 11 ${CREATOR}`, `3 12 ${CREATOR}`]],
    ['none', []],
  ] as const)('by policy %s', (creators, expected) => {
    expect(rolesOf(planOf({ nodes, roles }, { creators }))).toEqual(expected);
  });
});

describe('scopes', () => {
  it('become allowed members of every category by the scope definer', () => {
    const plan = planOf({
      nodes: [
        category(2, 1, 'A', { scopeDefinerId: 2 }),
        category(3, 2, 'B', { scopeDefinerId: 2 }),
        category(4, 1, 'C'),
      ],
      scopes: [scope(1, GROUP), scope(2, 11), scope(2, 10)],
    });
    expect(planned(plan, 'tblScopePrincipal').map((row) => `${row.scopeNodeID} ${row.scopePrinID}`)).toEqual([
      '2 10',
      '2 11',
      '3 10',
      '3 11',
      '4 50',
    ]);
    expect(planned(plan, 'tblScopePrincipal').every((row) => row.scopeIsDenied === false)).toBe(true);
  });

  it('that are in effect nowhere are counted under their rule, and an empty one is a finding', () => {
    const plan = planOf({ nodes: [category(2, 1, 'A', { scopeDefinerId: 2 })] });
    expect(plan.ledgers.scopes).toEqual({ read: 1, written: 0, skipped: { 'scope-replaced': 1 }, rejected: 0 });
    expect(findingsOf(plan, 'P43')).toEqual(['P43-empty-scope warn category 2 "A"']);
  });
});

describe('rows of roles and scopes that refer to nothing', () => {
  it('are rejected with their reason', () => {
    const plan = planOf({
      nodes: [room(2, 1, 'R'), room(3, 99, 'Lost')],
      roles: [
        role(2, 98, 'member'),
        role(3, 10, 'member'),
        role(97, 10, 'member'),
        { ...role(2, 10, 'member'), prinRoleTypeID: 96 },
      ],
      scopes: [scope(1, 98), scope(97, 10)],
    });
    expect(
      plan.rejects.filter((one) => one.kind !== 'rooms').map(({ table, key, reason }) => [table, key, reason]),
    ).toEqual([
      ['tblScopePrincipal', '1/98', 'principal 98 has no row'],
      ['tblScopePrincipal', '97/10', 'node 97 has no row'],
      ['tblPrincipalRole', '2/10/96', 'role type 96 is unknown'],
      ['tblPrincipalRole', '2/98/11', 'principal 98 has no row'],
      ['tblPrincipalRole', '3/10/11', 'node 3 is rejected'],
      ['tblPrincipalRole', '97/10/11', 'node 97 has no row'],
    ]);
    expect(findingsOf(plan, 'P90')).toEqual([
      'P90-rejected-rows warn roles',
      'P90-rejected-rows warn rooms',
      'P90-rejected-rows warn scopes',
    ]);
  });

  it('of disabled rooms are counted under that rule', () => {
    const plan = planOf({ nodes: [room(2, 1, 'R', { disabled: true })], roles: [role(2, 10, 'member')] });
    expect(plan.ledgers.roles.skipped).toEqual({ 'disabled-room': 1 });
  });
});
