import { describe, expect, it } from 'vitest';
import type { MigrationPlan } from '#src/model/plan.ts';
import { addIn, category, currentNode, guid, LEGACY_ROOT, room } from '#test/support/inventory-builder.ts';
import { findingsOf, nodeOf, planFor, planned, tableOf } from '#test/support/planning.ts';

function names(plan: MigrationPlan): string[] {
  return planned(plan, 'tblNode').map((node) => node.nodeName);
}

describe('flat names', () => {
  it('join the whole path with the configured separator', () => {
    const nodes = [category(2, 1, 'A'), category(3, 2, 'B'), category(4, 3, 'C'), room(5, 4, 'R')];
    expect(names(planFor({ source: { nodes }, policies: { categorySeparator: ' / ' } }))).toEqual([
      'A',
      'A / B',
      'A / B / C',
      'A / B / C / R',
    ]);
  });

  it('put rooms of the root into a category named like the root, under a moved ID', () => {
    const plan = planFor({ source: { nodes: [category(2, 1, 'A'), room(3, 1, 'R')] } });
    expect(nodeOf(plan, 1)).toMatchObject({ nodeID: 4, parentID: 1, nodeName: 'Root', nodeType: true });
    expect(nodeOf(plan, 3)).toMatchObject({ parentID: 4, nodeName: 'R' });
  });

  it('put rooms of the root into the category that the policy names', () => {
    const plan = planFor({ source: { nodes: [room(3, 1, 'R')] }, policies: { rootRoomsCategory: 'General' } });
    expect(nodeOf(plan, 1)?.nodeName).toBe('General');
  });

  it('leave the root alone when no room is directly under it', () => {
    const plan = planFor({ source: { nodes: [category(2, 1, 'A')] } });
    expect(names(plan)).toEqual(['A']);
    expect(plan.ledgers.categories.skipped).toEqual({ 'root-node': 1 });
  });

  it('give the category of root rooms a GUID of its own where the target’s root has the same', () => {
    const plan = planFor({
      source: { nodes: [LEGACY_ROOT, room(3, 1, 'R')] },
      target: { nodes: [currentNode({ nodeID: 1, nodeType: true, nodeGuid: LEGACY_ROOT.nodeGuid })] },
    });
    expect(findingsOf(plan).filter((finding) => finding.includes('block'))).toEqual([]);
    expect(nodeOf(plan, 1)?.nodeGuid).not.toBe(LEGACY_ROOT.nodeGuid);
  });
});

describe('long names', () => {
  it('of 256 units pass and of 257 units block, by default', () => {
    const plan = planFor({ source: { nodes: [room(2, 1, 'x'.repeat(256)), room(3, 1, 'y'.repeat(257))] } });
    expect(findingsOf(plan, 'P21')).toEqual([`P21-name-too-long block room 3 "${'y'.repeat(257)}"`]);
  });

  it('are shortened in the path first, stay unique, and are reported with both names', () => {
    const deep = 'Path '.repeat(50);
    const nodes = [category(2, 1, deep), category(3, 2, 'Sub'), room(4, 3, 'First room'), room(5, 3, 'First room')];
    const plan = planFor({ source: { nodes }, policies: { longNames: 'shorten' } });
    const short = [nodeOf(plan, 4)?.nodeName ?? '', nodeOf(plan, 5)?.nodeName ?? ''];
    expect(short[0]).toMatch(/… - First room$/);
    expect(short[1]).toMatch(/ \(2\)$/);
    expect(short.every((name) => name.length <= 256)).toBe(true);
    expect(plan.findings.find((one) => one.subject.startsWith('room 4'))?.message).toContain(short[0]);
  });

  it('never end in half an emoji', () => {
    const name = `${'x'.repeat(254)}👩‍🚀`;
    const plan = planFor({ source: { nodes: [room(2, 1, name)] }, policies: { longNames: 'shorten' } });
    expect(nodeOf(plan, 2)?.nodeName).toBe(`${'x'.repeat(254)}…`);
  });
});

describe('names that are taken', () => {
  const nodes = [category(2, 1, 'Trading'), room(3, 2, 'TRADING  '), room(4, 2, 'Lobby')];

  it('block by default, judged by the collation of the target', () => {
    expect(findingsOf(planFor({ source: { nodes } }), 'P22')).toEqual(['P22-name-conflict block room 3 "TRADING  "']);
    expect(findingsOf(planFor({ source: { nodes }, target: { collation: 'BINARY' } }), 'P22')).toEqual([]);
  });

  it('get a suffix, the older keeping its name', () => {
    const plan = planFor({ source: { nodes }, policies: { nameConflict: 'suffix' } });
    expect(names(plan)).toEqual(['Trading', 'TRADING   (2)', 'Lobby']);
  });

  it('by a suffix are renamed again', () => {
    const twins = [room(2, 1, 'A'), room(3, 1, 'a'), room(4, 1, 'A (2)'), room(5, 1, 'A')];
    const plan = planFor({ source: { nodes: twins }, policies: { nameConflict: 'suffix' } });
    expect([2, 3, 4, 5].map((id) => nodeOf(plan, id)?.nodeName)).toEqual(['A', 'a (2)', 'A (2) (2)', 'A (3)']);
  });

  it('by the target’s own item get a suffix', () => {
    const target = { nodes: [currentNode({ nodeID: 9, nodeType: false, nodeName: 'lobby' })] };
    const plan = planFor({ source: { nodes }, target, policies: { nameConflict: 'suffix' } });
    expect(nodeOf(plan, 4)?.nodeName).toBe('Lobby (2)');
    expect(plan.takenOver).toEqual([]);
  });

  it('overwrite the target’s own item under its ID, as the documented import does', () => {
    const target = { nodes: [currentNode({ nodeID: 9, nodeType: false, nodeName: 'lobby' })] };
    const own = [category(2, 1, 'Trading'), room(4, 2, 'Lobby')];
    const plan = planFor({ source: { nodes: own }, target, policies: { nameConflict: 'overwrite' } });
    const row = nodeOf(plan, 4);
    expect(row).toMatchObject({ nodeID: 9, nodeName: 'Lobby', nodeGuid: guid('A', 4) });
    expect(plan.takenOver).toEqual([9]);
    const table = tableOf(plan, 'tblNode');
    expect(table.replaces({ nodeID: 9 })).toBe(true);
    expect(table.owns({ nodeID: 9 })).toBe(true);
    expect(findingsOf(plan, 'P24')).toEqual(['P24-taken-over warn room 4 "Lobby"']);
    const again = planFor({
      source: { nodes: own },
      target,
      policies: { nameConflict: 'overwrite' },
      assigned: plan.assigned,
    });
    expect(again.takenOver).toEqual([9]);
    expect(again.findings).toEqual(plan.findings);
  });

  it('never overwrite an item of another kind, nor one of the source', () => {
    const target = { nodes: [currentNode({ nodeID: 9, nodeType: true, nodeName: 'lobby' })] };
    const plan = planFor({ source: { nodes }, target, policies: { nameConflict: 'overwrite' } });
    expect(findingsOf(plan, 'P22')).toEqual(['P22-name-conflict block room 3 "TRADING  "']);
    expect(findingsOf(plan, 'P25')).toEqual(['P25-name-in-target block room 4 "Lobby"']);
  });

  it('of the target’s root do not count', () => {
    expect(findingsOf(planFor({ source: { nodes: [category(2, 1, 'Root')] } }), 'P22')).toEqual([]);
  });
});

describe('add-ins', () => {
  const siop = (plan: MigrationPlan) => planned(plan, 'tblSiopWhiteList').map((one) => one.siopName);

  it('of 51 characters block, or are cut to 50', () => {
    const source = { addIns: [addIn(1, { siopName: 'n'.repeat(51) })] };
    expect(findingsOf(planFor({ source }), 'P21')).toHaveLength(1);
    expect(siop(planFor({ source, policies: { longNames: 'shorten' } }))).toEqual([`${'n'.repeat(49)}…`]);
  });

  it.each([
    ['a URL of 256 characters', `https://x/${'u'.repeat(246)}`],
    ['a script as its URL', 'javascript:alert(1)'],
    ['no URL', ''],
  ])('with %s are rejected, and their rooms go without', (_, siopUrl) => {
    const source = { addIns: [addIn(1, { siopUrl })], nodes: [room(2, 1, 'R', { siopID: addIn(1).siopID })] };
    const plan = planFor({ source });
    expect(plan.ledgers.addIns).toEqual({ read: 1, written: 0, skipped: {}, rejected: 1 });
    expect(nodeOf(plan, 2)?.siopID).toBeNull();
    expect(findingsOf(plan, 'P6')).toEqual([
      `P60-add-in-invalid warn add-in ${addIn(1).siopID} "Add-in 1"`,
      'P61-add-in-missing warn room 2 "R"',
    ]);
  });

  it('that the target has already are left alone', () => {
    const plan = planFor({ source: { addIns: [addIn(1)] }, target: { addIns: [addIn(1)] } });
    expect(plan.ledgers.addIns.skipped).toEqual({ 'already-in-target': 1 });
    expect(tableOf(plan, 'tblSiopWhiteList').owns({ siopID: addIn(1).siopID })).toBe(false);
  });

  it('of the same name block, get a suffix, or overwrite under the ID of the target', () => {
    const source = { addIns: [addIn(1)], nodes: [room(2, 1, 'R', { siopID: addIn(1).siopID })] };
    const target = { addIns: [addIn(8, { siopName: 'ADD-IN 1' })] };
    expect(findingsOf(planFor({ source, target }), 'P25')).toHaveLength(1);
    expect(siop(planFor({ source, target, policies: { nameConflict: 'suffix' } }))).toEqual(['Add-in 1 (2)']);
    const plan = planFor({ source, target, policies: { nameConflict: 'overwrite' } });
    expect(planned(plan, 'tblSiopWhiteList')).toEqual([{ ...addIn(1), siopID: addIn(8).siopID }]);
    expect(nodeOf(plan, 2)?.siopID).toBe(addIn(8).siopID);
    expect(tableOf(plan, 'tblSiopWhiteList').replaces({ siopID: addIn(8).siopID })).toBe(true);
  });

  it.each(['suffix', 'overwrite'] as const)('keep what %s made of them when the plan is made again', (nameConflict) => {
    const source = { addIns: [addIn(1), addIn(2), addIn(3, { siopName: 'ADD-IN 2' })] };
    const target = { addIns: [addIn(1, { siopName: 'Other' }), addIn(8, { siopName: 'Add-in 2' })] };
    const first = planFor({ source, target, policies: { nameConflict } });
    const again = planFor({ source, target, policies: { nameConflict }, assigned: first.assigned });
    expect(planned(again, 'tblSiopWhiteList')).toEqual(planned(first, 'tblSiopWhiteList'));
    expect(again.findings).toEqual(first.findings);
  });

  it('under the ID of another add-in of the target block, or get an ID of their own', () => {
    const source = { addIns: [addIn(1)] };
    const target = { addIns: [addIn(1, { siopName: 'Other' })] };
    expect(findingsOf(planFor({ source, target }), 'P62')).toHaveLength(1);
    const plan = planFor({ source, target, policies: { nameConflict: 'suffix' } });
    expect(planned(plan, 'tblSiopWhiteList')[0]?.siopID).not.toBe(addIn(1).siopID);
    expect(planned(plan, 'tblSiopWhiteList')[0]?.siopName).toBe('Add-in 1');
  });
});
