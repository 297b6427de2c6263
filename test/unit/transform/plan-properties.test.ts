/** What holds for every source, however odd: the rules are stated here a second time, written differently. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LegacyNode } from '#src/model/legacy.ts';
import type { MigrationPlan } from '#src/model/plan.ts';
import type { Policies } from '#src/model/policies.ts';
import { collationNamed } from '#src/transform/collation.ts';
import {
  affiliations,
  category,
  currentNode,
  currentPrincipal,
  LEGACY_ROOT,
  principal,
  role,
  room,
  scope,
} from '#test/support/inventory-builder.ts';
import { type Planning, planFor, planned } from '#test/support/planning.ts';

const COLLATIONS = ['SQL_Latin1_General_CP1_CI_AS', 'Latin1_General_BIN2', 'NOCASE', 'BINARY'] as const;
const PEOPLE = [10, 11, 12, 13, 14, 15, 16, 17];
const GROUPS = [18, 19];

const tri = fc.constantFrom(true, false, null);
const settings = fc.record({
  invite: tri,
  logged: tri,
  filePost: tri,
  visibility: fc.constantFrom(2, 3, null),
  inheritance: fc.boolean(),
});
const name = fc.oneof(
  fc.constantFrom('Sales', 'SALES', 'Sales ', 'sales (2)', 'Café', 'Cafe'),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }),
  fc.string({ unit: 'grapheme', minLength: 120, maxLength: 130 }),
  fc.string({ unit: 'binary-ascii', minLength: 250, maxLength: 258 }),
);
/** `parent` and the definers are fractions: which of the categories there are by then, or of those above. */
const nodeSeed = fc.record({
  isCategory: fc.boolean(),
  parent: fc.nat(1000),
  scopeAt: fc.nat(1000),
  roleAt: fc.nat(1000),
  name,
  settings,
  disabled: fc.boolean(),
  auditorium: fc.boolean(),
});
type NodeSeed = typeof nodeSeed extends fc.Arbitrary<infer T> ? T : never;

function grow(seeds: readonly NodeSeed[]): LegacyNode[] {
  const nodes: LegacyNode[] = [LEGACY_ROOT];
  for (const [at, seed] of seeds.entries()) {
    const categories = nodes.filter((node) => node.nodeType);
    const parent = categories[seed.parent % categories.length] ?? LEGACY_ROOT;
    const id = at + 2;
    const above = [id, ...pathUp(nodes, parent.nodeID)];
    const make = seed.isCategory ? category : room;
    nodes.push(
      make(id, parent.nodeID, seed.name, {
        ...seed.settings,
        inheritance: seed.isCategory && seed.settings.inheritance,
        disabled: !seed.isCategory && seed.disabled,
        behavior: !seed.isCategory && seed.auditorium ? 5 : 4,
        scopeDefinerId: above[1 + (seed.scopeAt % (above.length - 1))] ?? 1,
        roleDefinerId: above[seed.roleAt % above.length] ?? 1,
      }),
    );
  }
  return nodes;
}

function pathUp(nodes: readonly LegacyNode[], id: number): number[] {
  const node = nodes.find((one) => one.nodeID === id);
  if (node === undefined || node.parentID === null) return [];
  return node.parentID === id ? [id] : [id, ...pathUp(nodes, node.parentID)];
}

const pairs = <A, B>(a: fc.Arbitrary<A>, b: fc.Arbitrary<B>) =>
  fc.uniqueArray(fc.tuple(a, b), { maxLength: 25, selector: (pair) => pair.join('/') });

const world = fc.record({
  seeds: fc.array(nodeSeed, { maxLength: 14 }),
  members: pairs(fc.integer({ min: 1, max: 17 }), fc.constantFrom(...PEOPLE, 99)),
  managers: pairs(fc.integer({ min: 1, max: 17 }), fc.constantFrom(...PEOPLE)),
  voiced: pairs(fc.integer({ min: 1, max: 17 }), fc.constantFrom(...PEOPLE)),
  scopes: pairs(fc.integer({ min: 1, max: 6 }), fc.constantFrom(...PEOPLE, ...GROUPS, 98)),
  belongs: pairs(fc.constantFrom(...PEOPLE), fc.constantFrom(...GROUPS)),
  targetRooms: fc.uniqueArray(fc.integer({ min: 2, max: 9 }), { maxLength: 4 }),
  targetPeople: fc.uniqueArray(fc.integer({ min: 9, max: 14 }), { maxLength: 4 }),
  collation: fc.constantFrom(...COLLATIONS),
  policies: fc.record({
    longNames: fc.constantFrom('fail', 'shorten'),
    nameConflict: fc.constantFrom('fail', 'suffix', 'overwrite'),
    creators: fc.constantFrom('managers', 'members', 'none'),
    disabledRooms: fc.constantFrom('skip', 'keep'),
  }) as fc.Arbitrary<Partial<Policies>>,
});
type World = typeof world extends fc.Arbitrary<infer T> ? T : never;

function planningOf(one: World): Planning & { nodes: LegacyNode[] } {
  const nodes = grow(one.seeds);
  const roles = [
    ...one.members.map(([node, who]) => role(node, who, 'member')),
    ...one.managers.map(([node, who]) => role(node, who, 'manager')),
    ...one.voiced.map(([node, who]) => role(node, who, 'voiced')),
  ];
  return {
    nodes,
    source: {
      nodes,
      roles,
      principals: [...PEOPLE, ...GROUPS].map((id) => principal(id)),
      scopes: one.scopes.map(([node, who]) => scope(node, who)),
      affiliations: affiliations(one.belongs, PEOPLE),
    },
    target: {
      collation: one.collation,
      nodes: one.targetRooms.map((id) =>
        currentNode({ nodeID: id, nodeType: false, nodeName: id === 5 ? 'sales' : `T${id}` }),
      ),
      principals: one.targetPeople.map((id) => currentPrincipal(id)),
    },
    policies: one.policies,
  };
}

function isBlocked(plan: MigrationPlan, ...ids: string[]): boolean {
  return plan.findings.some((finding) => finding.severity === 'block' && ids.some((id) => finding.id.startsWith(id)));
}

describe('every plan', () => {
  it('gives names that fit, differ under the collation, and hold no half character', () => {
    fc.assert(
      fc.property(world, (one) => {
        const planning = planningOf(one);
        const plan = planFor(planning);
        if (isBlocked(plan, 'P21', 'P22', 'P25')) return;
        const { key } = collationNamed(one.collation);
        const kept = (planning.target?.nodes ?? []).filter((node) => !plan.takenOver.includes(node.nodeID));
        const names = [...planned(plan, 'tblNode'), ...kept].map((node) => node.nodeName);
        expect(new Set(names.map(key)).size).toBe(names.length);
        expect(names.every((text) => text.length <= 256 && text.isWellFormed())).toBe(true);
      }),
    );
  });

  it('blocks, under the cautious policies, exactly when a name is too long or taken', () => {
    fc.assert(
      fc.property(world, (one) => {
        const planning = planningOf({ ...one, policies: { disabledRooms: 'keep' } });
        const plan = planFor(planning);
        const { key } = collationNamed(one.collation);
        const fullName = (node: LegacyNode): string => {
          const above = pathUp(planning.nodes, node.nodeID).slice(1, -1).reverse();
          if (!node.nodeType && above.length < 2) return node.nodeName;
          const names = above.map((id) => planning.nodes.find((other) => other.nodeID === id)?.nodeName ?? '');
          return [...names, node.nodeName].join(' - ');
        };
        const migrated = planning.nodes.filter(
          (node) => node.nodeID !== 1 || planning.nodes.some((other) => !other.nodeType && other.parentID === 1),
        );
        const names = migrated.map((node) => (node.nodeID === 1 ? node.nodeName : fullName(node)));
        const taken = new Set((planning.target?.nodes ?? []).map((node) => key(node.nodeName)));
        const fitting = names.filter((text) => text.length <= 256).map(key);
        const twice = fitting.filter((text, index) => fitting.indexOf(text) < index);
        expect(isBlocked(plan, 'P21')).toBe(names.some((text) => text.length > 256));
        expect(isBlocked(plan, 'P22')).toBe(twice.some((text) => !taken.has(text)));
        expect(isBlocked(plan, 'P25')).toBe(fitting.some((text) => taken.has(text)));
      }),
    );
  });

  it('gives IDs once, and never anew when the source has grown', () => {
    fc.assert(
      fc.property(world, nodeSeed, (one, more) => {
        const first = planFor(planningOf(one));
        const grown = { ...one, seeds: [...one.seeds, more] };
        const planning = planningOf(grown);
        const principals = [...(planning.source?.principals ?? []), principal(20), principal(21)];
        const second = planFor({ ...planning, source: { ...planning.source, principals }, assigned: first.assigned });
        for (const kind of ['nodes', 'principals'] as const) {
          const ids = [...second.assigned[kind].values()];
          expect(new Set(ids).size).toBe(ids.length);
          for (const [legacy, id] of first.assigned[kind]) expect(second.assigned[kind].get(legacy)).toBe(id);
        }
        const target = new Set(planning.target?.nodes?.map((node) => node.nodeID));
        const rows = planned(second, 'tblNode').map((node) => node.nodeID);
        expect(rows.filter((id) => target.has(id) && !second.takenOver.includes(id))).toEqual([]);
      }),
    );
  });

  it('is the same when it is made again, with its own IDs or from lists in another order', () => {
    fc.assert(
      fc.property(world, (one) => {
        const planning = planningOf(one);
        const first = planFor(planning);
        const { source } = planning;
        const shuffled = {
          ...source,
          nodes: [...(source?.nodes ?? [])].reverse(),
          roles: [...(source?.roles ?? [])].reverse(),
          scopes: [...(source?.scopes ?? [])].reverse(),
          principals: [...(source?.principals ?? [])].reverse(),
        };
        for (const again of [
          planFor({ ...planning, assigned: first.assigned }),
          planFor({ ...planning, source: shuffled }),
        ]) {
          expect(again.hash).toBe(first.hash);
          expect(again.findings).toEqual(first.findings);
          expect(again.ledgers).toEqual(first.ledgers);
          expect(again.assigned).toEqual(first.assigned);
          expect([...again.changes]).toEqual([...first.changes]);
          for (const [at, table] of first.tables.entries()) {
            expect([...(again.tables[at]?.planned() ?? [])]).toEqual([...table.planned()]);
          }
        }
      }),
    );
  });

  it('holds as many rows as it says, each key once', () => {
    fc.assert(
      fc.property(world, (one) => {
        const plan = planFor(planningOf(one));
        for (const table of plan.tables) expect([...table.planned()]).toHaveLength(table.plannedRows);
        const roles = planned(plan, 'tblPrincipalRole').map((row) =>
          [row.prinRoleNodeID, row.prinRolePrinID, row.prinRoleTypeID].join('/'),
        );
        expect(new Set(roles).size).toBe(roles.length);
      }),
    );
  });
});

describe('roles and settings of every plan', () => {
  it('equal a naive reading of the rules', () => {
    fc.assert(
      fc.property(world, (one) => {
        const planning = planningOf({ ...one, targetRooms: [], targetPeople: [] });
        const plan = planFor(planning);
        const { nodes } = planning;
        const node = (id: number) => nodes.find((other) => other.nodeID === id) ?? LEGACY_ROOT;
        const inScope = (who: number, definer: number) =>
          one.scopes.some(
            ([at, allowed]) =>
              at === definer &&
              (allowed === who || one.belongs.some(([person, group]) => person === who && group === allowed)),
          );
        const expected = new Set<string>();
        for (const at of nodes.filter((other) => !other.nodeType)) {
          if (at.disabled && one.policies.disabledRooms === 'skip') continue;
          const path = pathUp(nodes, at.nodeID);
          const own = node(at.parentID ?? 1);
          const allowed = (who: number) => inScope(who, own.scopeDefinerId) && inScope(who, at.scopeDefinerId);
          const memberFrom = path.slice(0, path.indexOf(at.roleDefinerId) + 1);
          for (const [where, who] of one.members) {
            if (memberFrom.includes(where) && allowed(who) && who !== 99) expected.add(`${at.nodeID} ${who} member`);
          }
          for (const [where, who] of one.managers) {
            if (path.includes(where) && allowed(who)) expected.add(`${at.nodeID} ${who} manager`);
          }
          for (const [where, who] of one.voiced) {
            if (where !== at.nodeID || at.behavior !== 5 || !allowed(who)) continue;
            expected.add(`${at.nodeID} ${who} voiced`);
            expected.add(`${at.nodeID} ${who} member`);
          }
        }
        const names = new Map([
          [2, 'member'],
          [3, 'manager'],
          [4, 'voiced'],
        ]);
        const legacy = new Map([...plan.assigned.nodes].map(([from, to]) => [to, from]));
        const actual = planned(plan, 'tblPrincipalRole')
          .filter((row) => row.prinRoleTypeID !== 7)
          .map((row) => `${legacy.get(row.prinRoleNodeID)} ${row.prinRolePrinID} ${names.get(row.prinRoleTypeID)}`);
        expect(new Set(actual)).toEqual(expected);
      }),
    );
  });

  it('resolve settings as one who asks each node for its own value, then upwards', () => {
    fc.assert(
      fc.property(world, (one) => {
        const planning = planningOf(one);
        const plan = planFor(planning);
        const { nodes } = planning;
        const ask = <K extends 'invite' | 'logged' | 'filePost' | 'visibility'>(id: number, what: K): LegacyNode[K] => {
          const path = pathUp(nodes, id).map((at) => nodes.find((other) => other.nodeID === at) ?? LEGACY_ROOT);
          const imposing = path.findLastIndex((at, index) => at.inheritance && index > 0);
          const from = imposing < 0 ? path : path.slice(imposing);
          return (from.find((at) => at[what] !== null) ?? LEGACY_ROOT)[what];
        };
        for (const [legacyId, newId] of plan.assigned.nodes) {
          const row = planned(plan, 'tblNode').find((at) => at.nodeID === newId);
          const source = nodes.find((at) => at.nodeID === legacyId);
          if (row === undefined || source === undefined) continue;
          if (source.nodeType) {
            const { invite, logged, filePost } = row;
            expect([invite, logged, filePost]).toEqual([
              ask(legacyId, 'invite'),
              ask(legacyId, 'logged'),
              ask(legacyId, 'filePost'),
            ]);
          } else {
            const on = ask(legacyId, 'invite') && ask(source.parentID ?? 1, 'invite');
            expect([row.invite, row.logged, row.filePost]).toEqual([on ? null : false, null, null]);
            expect(row.visibility).toBe(ask(legacyId, 'visibility') ?? 3);
          }
        }
      }),
    );
  });
});
