import { describe, expect, it } from 'vitest';
import { CURRENT_ROOT, currentNode, guid, principal, room } from '#test/support/inventory-builder.ts';
import { findingsOf, planFor } from '#test/support/planning.ts';

const TICKS =
  'CREATE FUNCTION dbo.fnTicksToDate(@t bigint) RETURNS datetime AS BEGIN RETURN DATEADD(ms, @t / 10000, 0) END';

describe('the two databases', () => {
  it('must be two', () => {
    const identity = { engine: 'sqlserver', server: 'SQL1', database: 'MGC', poolId: null } as const;
    const plan = planFor({
      source: { identity },
      target: { identity: { ...identity, server: 'sql1', database: 'mgc', poolId: 'X' } },
    });
    expect(findingsOf(plan, 'P01')).toEqual(['P01-same-database block mgc']);
  });

  it.each([
    [TICKS, TICKS.replace('10000', '1000'), 'P03-ticks-differ block fnTicksToDate'],
    [TICKS, null, 'P04-ticks-not-compared info fnTicksToDate'],
    [null, null, 'P04-ticks-not-compared info fnTicksToDate'],
  ])('must read time alike', (source, target, expected) => {
    const plan = planFor({ source: { ticksFunction: source }, target: { ticksFunction: target } });
    expect(findingsOf(plan, 'P03').concat(findingsOf(plan, 'P04'))).toEqual([expected]);
  });

  it('may write the same function differently', () => {
    const other = `create function [dbo].[fnTicksToDate] (@t bigint)\r\nreturns datetime -- ticks\nas begin\n\treturn dateadd(ms, @t/10000, 0) end;`;
    const plan = planFor({ source: { ticksFunction: TICKS }, target: { ticksFunction: other } });
    expect(findingsOf(plan, 'P03').concat(findingsOf(plan, 'P04'))).toEqual([]);
  });

  it('must not share nodes: then this source was loaded by other means', () => {
    const target = { nodes: [currentNode({ nodeID: 9, nodeType: false, nodeGuid: guid('A', 2) })] };
    expect(findingsOf(planFor({ source: { nodes: [room(2, 1, 'R')] }, target }), 'P02')).toEqual([
      'P02-already-there block room 2 "R"',
    ]);
  });
});

describe('the target', () => {
  it('must have its root', () => {
    const target = { nodes: [{ ...CURRENT_ROOT, parentID: null }] };
    expect(findingsOf(planFor({ target }), 'P06')).toHaveLength(1);
  });

  it('must have its role types, enum values and principal types, by name', () => {
    const plan = planFor({
      source: { principals: [principal(10)] },
      target: { roleTypes: [], enumValues: [], principalTypes: [] },
    });
    expect(findingsOf(plan, 'P05')).toHaveLength(13);
    expect(
      plan.findings.filter((one) => one.id === 'P05-static-row-missing').every((one) => one.severity === 'block'),
    ).toBe(true);
    expect(plan.ledgers.principals.rejected).toBe(2);
  });

  it('of an unknown collation is met with care', () => {
    expect(findingsOf(planFor({ target: { collation: 'Klingon' } }), 'P07')).toHaveLength(1);
  });

  it('without a revision row stays without one', () => {
    expect(planFor({ target: { systemRevision: null } }).systemRevision).toBeNull();
  });
});

describe('rows that cannot be read', () => {
  it('are rejected whole, and counted with their table', () => {
    const malformed = [
      { table: 'tblNode', key: '5', reason: 'NULL in nodeName', row: { nodeID: 5, nodeType: false, nodeName: null } },
      { table: 'tblPrincipal', key: '9', reason: 'NULL in prinUri', row: { prinID: 9 } },
      { table: 'tblLastChatId', key: '5/', reason: 'NULL in lastChatID', row: { nodeID: 5 } },
    ];
    const bounds = [{ channelId: 5, firstChatId: 1n, lastChatId: 2n }];
    const plan = planFor({ source: { malformed, bounds } });
    expect(plan.ledgers.rooms).toEqual({ read: 1, written: 0, skipped: {}, rejected: 1 });
    expect(plan.ledgers.chatCounters.rejected).toBe(1);
    expect(plan.rejects.map((one) => [one.table, one.reason])).toContainEqual(['tblPrincipal', 'NULL in prinUri']);
    expect(plan.rooms[0]?.left).toEqual({ why: 'reject', rule: 'room 5 has no row' });
  });

  it('of a static table block', () => {
    const malformed = [{ table: 'tblRoleType', key: '1', reason: 'NULL in rtypeDesc', row: {} }];
    expect(findingsOf(planFor({ source: { malformed } }), 'P05')).toEqual([
      'P05-static-row-missing block tblRoleType 1',
    ]);
  });
});
