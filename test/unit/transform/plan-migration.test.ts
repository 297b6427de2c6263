import { describe, expect, it } from 'vitest';
import { affiliations, category, principal, role, room, scope } from '#test/support/inventory-builder.ts';
import { findingsOf, nodeOf, planFor, planned, rolesOf } from '#test/support/planning.ts';

describe('the plan of a clean source', () => {
  const plan = planFor({
    source: {
      nodes: [category(2, 1, 'Trading'), category(3, 2, 'Desk'), room(4, 2, 'Lobby'), room(5, 3, 'Floor')],
      principals: [principal(10), principal(20, { prinTypeID: 9, prinUri: 'ma-grp:20@u.g' })],
      scopes: [scope(1, 20)],
      roles: [role(4, 10, 'member'), role(1, 10, 'manager')],
      affiliations: affiliations([[10, 20]], [10, 20]),
      lastChatIds: [{ nodeID: 4, lastChatID: 7n }],
      bounds: [{ channelId: 4, firstChatId: 1n, lastChatId: 7n }],
    },
  });

  it('lets whoever pays for memory look between its steps', () => {
    let looks = 0;
    planFor({
      between: () => {
        looks += 1;
      },
    });
    expect(looks).toBeGreaterThan(2);
  });

  it('has no blocking finding', () => {
    expect(plan.findings.filter((finding) => finding.severity === 'block')).toEqual([]);
  });

  it('flattens categories and prefixes rooms of nested ones', () => {
    expect(planned(plan, 'tblNode').map((node) => [node.nodeID, node.parentID, node.nodeName])).toEqual([
      [2, 1, 'Trading'],
      [3, 1, 'Trading - Desk'],
      [4, 2, 'Lobby'],
      [5, 3, 'Trading - Desk - Floor'],
    ]);
  });

  it('writes the scope on every category and the roles on every room', () => {
    expect(planned(plan, 'tblScopePrincipal').map((row) => [row.scopeNodeID, row.scopePrinID])).toEqual([
      [2, 20],
      [3, 20],
    ]);
    expect(rolesOf(plan)).toEqual(['2 10 7', '3 10 7', '4 10 2', '4 10 3', '5 10 3']);
  });

  it('raises the system revision by one and gives every room a counter', () => {
    expect(plan.systemRevision).toBe(42n);
    expect(planned(plan, 'tblLastChatId')).toEqual([
      { nodeID: 4, lastChatID: 7n },
      { nodeID: 5, lastChatID: 0n },
    ]);
  });

  it('keeps GUIDs, adding persons and times', () => {
    expect(nodeOf(plan, 5)).toMatchObject({ nodeGuid: 'A0000000-0000-0000-0000-000000000005', nodeAddedBy: 1 });
  });

  it('loads tables in the order of their foreign keys', () => {
    const order = plan.tables.map((table) => table.table);
    expect(order.indexOf('tblPrincipal')).toBeLessThan(order.indexOf('tblPrincipalMeta'));
    expect(order.indexOf('tblNode')).toBeLessThan(order.indexOf('tblPrincipalRole'));
    expect(plan.tables.filter((table) => table.phase === 'counters').map((table) => table.table)).toEqual([
      'tblLastChatId',
      'tblPrincipalInvites',
      'tblLastInviteId',
      'tblPreference',
    ]);
  });

  it('says what is not migrated', () => {
    expect(findingsOf(plan, 'P80')).toContain('P80-not-migrated info tblComplianceData');
  });
});
