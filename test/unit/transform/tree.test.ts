import { describe, expect, it } from 'vitest';
import type { LegacyNode } from '#src/model/legacy.ts';
import { category, LEGACY_ROOT, room } from '#test/support/inventory-builder.ts';
import { findingsOf, planFor, planned } from '#test/support/planning.ts';

function blocked(nodes: readonly LegacyNode[]): string[] {
  return findingsOf(planFor({ source: { nodes } })).filter((finding) => finding.includes(' block '));
}

describe('a tree that is none', () => {
  it('names every node on and below a circle of categories, and ends', () => {
    expect(blocked([category(2, 4, 'A'), category(3, 2, 'B'), category(4, 3, 'C'), room(5, 4, 'R')])).toEqual([
      'P12-cycle block category 2 "A"',
      'P12-cycle block category 3 "B"',
      'P12-cycle block category 4 "C"',
      'P12-cycle block room 5 "R"',
    ]);
  });

  it('names a node whose parent does not exist, and all below it', () => {
    expect(blocked([category(2, 99, 'A'), room(3, 2, 'R')])).toEqual([
      'P13-missing-parent block category 2 "A"',
      'P13-missing-parent block room 3 "R"',
    ]);
  });

  it('refuses a source without a node 1', () => {
    const plan = planFor({ source: { nodes: [{ ...LEGACY_ROOT, disabled: false }] } });
    expect(findingsOf(plan, 'P10')).toEqual([]);
    const found = blocked([room(1, 2, 'not a root'), category(2, 2, 'root elsewhere')]);
    expect(found).toContain('P10-no-root block room 1 "not a root"');
    expect(found).toContain('P11-second-root block category 2 "root elsewhere"');
  });

  it('refuses a root that is not its own parent', () => {
    expect(blocked([{ ...LEGACY_ROOT, parentID: null }])).toContain('P10-no-root block category 1 "Root"');
  });

  it('refuses a second root', () => {
    expect(blocked([category(2, 2, 'Other'), room(3, 2, 'R')])).toEqual([
      'P11-second-root block category 2 "Other"',
      'P13-missing-parent block room 3 "R"',
    ]);
  });

  it('refuses a node below a room', () => {
    expect(blocked([room(2, 1, 'R'), room(3, 2, 'S')])).toEqual(['P14-parent-is-room block room 3 "S"']);
  });

  it('refuses two nodes with one GUID', () => {
    const twin = room(3, 1, 'S', { nodeGuid: room(2, 1, 'R').nodeGuid });
    expect(blocked([room(2, 1, 'R'), twin])).toEqual(['P16-duplicate-guid block room 3 "S"']);
  });

  it('refuses a definer that is neither the node nor above it', () => {
    const nodes = [
      category(2, 1, 'A', { scopeDefinerId: 3 }),
      category(3, 1, 'B'),
      room(4, 2, 'R', { roleDefinerId: 3 }),
    ];
    expect(blocked(nodes)).toEqual(['P15-definer block category 2 "A"', 'P15-definer block room 4 "R"']);
  });

  it('rejects what hangs on nothing, whole, so that the books still add up', () => {
    const plan = planFor({ source: { nodes: [category(2, 99, 'A'), room(3, 2, 'R')] } });
    expect(plan.ledgers.rooms).toEqual({ read: 1, written: 0, skipped: {}, rejected: 1 });
    expect(plan.ledgers.categories).toEqual({ read: 2, written: 0, skipped: { 'root-node': 1 }, rejected: 1 });
    expect(plan.rejects.map(({ table, key, row }) => [table, key, row.nodeName])).toEqual([
      ['tblNode', '2', 'A'],
      ['tblNode', '3', 'R'],
    ]);
  });

  it('walks a chain of 5,000 categories without recursion', () => {
    const chain = Array.from({ length: 5_000 }, (_, at) => category(at + 2, at === 0 ? 1 : at + 1, 'c'));
    const plan = planFor({ source: { nodes: chain.slice(0, 400) } });
    expect(planned(plan, 'tblNode')).toHaveLength(400);
    const circle = chain.map((node, at) => (at === 0 ? { ...node, parentID: 5_001 } : node));
    expect(blocked(circle)).toHaveLength(5_000);
  });
});
