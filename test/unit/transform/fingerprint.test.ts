import { describe, expect, it } from 'vitest';
import { addIn, affiliations, category, currentNode, principal, room, scope } from '#test/support/inventory-builder.ts';
import { type Planning, planFor } from '#test/support/planning.ts';

const SOURCE: NonNullable<Planning['source']> = {
  nodes: [category(2, 1, 'A'), room(3, 2, 'R')],
  principals: [principal(10), principal(11)],
  addIns: [addIn(1)],
  scopes: [scope(1, 10)],
  affiliations: affiliations([[10, 11]]),
};

function hashOf(more: Planning = {}): string {
  return planFor({ ...more, source: { ...SOURCE, ...more.source } }).hash;
}

describe('the hash of a plan', () => {
  const base = hashOf();

  it('is 64 hex digits', () => {
    expect(base).toMatch(/^[0-9a-f]{64}$/);
  });

  it.each<[string, Planning]>([
    ['a room is renamed', { source: { nodes: [category(2, 1, 'A'), room(3, 2, 'S')] } }],
    [
      'a time stamp differs by one tick',
      { source: { principals: [principal(10, { prinAddedOn: 1n }), principal(11)] } },
    ],
    ['a scope is gone', { source: { scopes: [] } }],
    ['someone changes groups', { source: { affiliations: affiliations([[10, 10]]) } }],
    ['a row cannot be read', { source: { malformed: [{ table: 'tblNode', key: '9', reason: 'x', row: { n: 1n } }] } }],
    [
      'the source is another',
      { source: { identity: { engine: 'sqlite', server: '/x', database: 'x', poolId: null } } },
    ],
    ['the target has a node', { target: { nodes: [currentNode({ nodeID: 9, nodeType: true })] } }],
    ['the target collates otherwise', { target: { collation: 'BINARY' } }],
    ['the target’s revision is another', { target: { systemRevision: 7n } }],
    ['a policy changes', { policies: { topic: 'drop' } }],
    ['the filter changes', { filter: { since: '2011-01-01' } }],
  ])('changes when %s', (_, change) => {
    expect(hashOf(change)).not.toBe(base);
  });

  it('stays while people write', () => {
    const counters = { lastChatIds: [{ nodeID: 3, lastChatID: 5n }], lastInviteIds: [{ prinID: 10, lastInviteID: 3 }] };
    const bounds = [{ channelId: 3, firstChatId: 1n, lastChatId: 5n }];
    expect(hashOf({ source: { ...counters, bounds, highestInvites: new Map([[10, 4]]) } })).toBe(base);
  });

  it('does not depend on what was assigned before', () => {
    expect(hashOf({ assigned: planFor({ source: SOURCE }).assigned })).toBe(base);
  });
});
