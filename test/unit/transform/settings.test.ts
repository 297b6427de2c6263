import { describe, expect, it } from 'vitest';
import type { LegacyNode } from '#src/model/legacy.ts';
import { category, currentNode, LEGACY_ROOT, room } from '#test/support/inventory-builder.ts';
import { findingsOf, nodeOf, type Planning, planFor } from '#test/support/planning.ts';

const ON = { invite: true, logged: true, filePost: true } as const;
const OFF = { invite: false, logged: false, filePost: false } as const;

function planOf(nodes: readonly LegacyNode[], more: Planning = {}) {
  return planFor({ ...more, source: { nodes, ...more.source } });
}

describe('settings of categories', () => {
  it('are written out where the source inherits', () => {
    const plan = planOf([category(2, 1, 'A', OFF), category(3, 2, 'B'), category(4, 1, 'C')]);
    expect(nodeOf(plan, 3)).toMatchObject(OFF);
    expect(nodeOf(plan, 4)).toMatchObject(ON);
  });

  it('are imposed by a category whose children must inherit, on everything below', () => {
    const imposing = category(2, 1, 'A', { ...OFF, inheritance: true, visibility: 2 });
    const plan = planOf([
      imposing,
      category(3, 2, 'B', { ...ON, inheritance: true }),
      room(4, 3, 'R', { visibility: 3, ...ON }),
    ]);
    expect(nodeOf(plan, 3)).toMatchObject(OFF);
    expect(nodeOf(plan, 4)).toMatchObject({ invite: false, visibility: 2 });
    expect(findingsOf(plan, 'P33')).toEqual([]);
  });

  it('take the defaults of a new category where even the root has none, and say so', () => {
    const root = { ...LEGACY_ROOT, invite: null, logged: null, filePost: null, visibility: null };
    const plan = planOf([root, category(2, 1, 'A'), room(3, 2, 'R')]);
    expect(nodeOf(plan, 2)).toMatchObject({ invite: false, logged: true, filePost: false });
    expect(nodeOf(plan, 3)).toMatchObject({ visibility: 3, invite: false });
    expect(findingsOf(plan, 'P30')).toEqual(['P30-setting-unresolved warn category 2 "A"']);
  });

  it('carry behavior and visibility like the target’s own categories, or 4 and 3', () => {
    expect(nodeOf(planOf([category(2, 1, 'A')]), 2)).toMatchObject({ behavior: 4, visibility: 3, disabled: false });
    const target = { nodes: [currentNode({ nodeID: 7, nodeType: true, nodeName: 'Own', visibility: 6, behavior: 5 })] };
    expect(nodeOf(planOf([category(2, 1, 'A')], { target }), 2)).toMatchObject({ behavior: 5, visibility: 6 });
  });

  it('drop what only rooms have, and say so', () => {
    const plan = planOf([category(2, 1, 'A', { disabled: true, topic: 't', siopID: 'C' })]);
    expect(nodeOf(plan, 2)).toMatchObject({ disabled: false, siopID: null, nodeDesc: '' });
    expect(findingsOf(plan, 'P36')).toHaveLength(1);
  });
});

describe('settings of rooms', () => {
  it('are NULL, except invitations that are off, own or inherited', () => {
    const nodes = [
      category(2, 1, 'On', ON),
      category(3, 1, 'Off', OFF),
      room(4, 2, 'inherits on'),
      room(5, 2, 'own off', { invite: false }),
      room(6, 3, 'inherits off'),
      room(7, 3, 'own on', { invite: true }),
      room(8, 2, 'own on under on', { invite: true }),
    ];
    const plan = planOf(nodes);
    expect([4, 5, 6, 7, 8].map((id) => nodeOf(plan, id)?.invite)).toEqual([null, false, false, false, null]);
    expect([4, 5, 6, 7, 8].map((id) => nodeOf(plan, id)?.logged)).toEqual([null, null, null, null, null]);
    expect(findingsOf(plan, 'P32')).toEqual(['P32-invitations-forced-off warn room 7 "own on"']);
  });

  it('that differ in file upload or history are findings', () => {
    const plan = planOf([category(2, 1, 'A', ON), room(3, 2, 'R', { logged: false, filePost: true })]);
    expect(findingsOf(plan, 'P33')).toEqual(['P33-room-setting-lost warn room 3 "R"']);
    expect(nodeOf(plan, 3)).toMatchObject({ logged: null, filePost: null });
  });

  it('append the topic to the description when it fits', () => {
    const nodes = [
      room(2, 1, 'both', { nodeDesc: 'About', topic: 'Today' }),
      room(3, 1, 'topic', { topic: 'Today' }),
      room(4, 1, 'full', { nodeDesc: 'x'.repeat(250), topic: 'Today' }),
    ];
    const plan = planOf(nodes);
    expect([2, 3, 4].map((id) => nodeOf(plan, id)?.nodeDesc)).toEqual(['About - Today', 'Today', 'x'.repeat(250)]);
    expect(findingsOf(plan, 'P35')).toEqual(['P35-topic-lost warn room 4 "full"']);
    const dropped = planOf(nodes, { policies: { topic: 'drop' } });
    expect(nodeOf(dropped, 2)?.nodeDesc).toBe('About');
    expect(findingsOf(dropped, 'P35')).toHaveLength(3);
  });

  it('translate visibility and behavior by name, and block on a value without a meaning', () => {
    const target = {
      enumValues: [
        { valueID: 20, attributeID: 1, attributeValue: 'private' },
        { valueID: 30, attributeID: 1, attributeValue: 'scope' },
        { valueID: 40, attributeID: 2, attributeValue: 'normal' },
        { valueID: 50, attributeID: 2, attributeValue: 'auditorium' },
        { valueID: 60, attributeID: 1, attributeValue: 'open' },
      ],
    };
    const nodes = [
      room(2, 1, 'A', { visibility: 2, behavior: 5 }),
      room(3, 1, 'B', { visibility: null }),
      room(4, 1, 'C', { visibility: 6 }),
    ];
    const plan = planOf(nodes, { target });
    expect(nodeOf(plan, 2)).toMatchObject({ visibility: 20, behavior: 50 });
    expect(nodeOf(plan, 3)).toMatchObject({ visibility: 30, behavior: 40 });
    expect(findingsOf(plan, 'P31')).toEqual(['P31-unknown-value block room 4 "C"']);
  });
});

describe('who comes along', () => {
  const nodes = [
    category(2, 1, 'A'),
    category(3, 2, 'B'),
    room(4, 3, 'Deep'),
    room(5, 2, 'Off', { disabled: true }),
    category(6, 1, 'Empty'),
  ];

  it('is every category, and every room that is enabled', () => {
    const plan = planOf(nodes);
    expect(plan.ledgers.rooms).toEqual({ read: 2, written: 1, skipped: { 'disabled-room': 1 }, rejected: 0 });
    expect(nodeOf(plan, 6)?.nodeName).toBe('Empty');
    expect(findingsOf(plan, 'P81')).toEqual(['P81-disabled-room info room 5 "Off"']);
  });

  it('is a disabled room too where the policy keeps it', () => {
    expect(nodeOf(planOf(nodes, { policies: { disabledRooms: 'keep' } }), 5)?.disabled).toBe(true);
  });

  it.each([['B'], ['a - b'], ['A/B']])('is only what the filter names: %s', (entry) => {
    const plan = planOf(nodes, { filter: { categories: [entry] } });
    expect(
      [...plan.changes].filter((one) => one.newName !== null && one.kind !== 'principal').map((one) => one.legacyId),
    ).toEqual([3, 4]);
    expect(plan.ledgers.categories.skipped).toEqual({ 'filter.categories': 2, 'root-node': 1 });
  });

  it('is only the rooms that the filter names, and their categories', () => {
    const plan = planOf(nodes, { filter: { rooms: ['DEEP'] } });
    expect(plan.ledgers.categories).toEqual({
      read: 4,
      written: 1,
      skipped: { 'filter.rooms': 2, 'root-node': 1 },
      rejected: 0,
    });
  });

  it('is nothing when an entry of the filter matches nothing: that blocks', () => {
    expect(findingsOf(planOf(nodes, { filter: { rooms: ['Typo'] } }), 'P83')).toEqual([
      'P83-filter-matches-nothing block filter.rooms "Typo"',
    ]);
  });
});
