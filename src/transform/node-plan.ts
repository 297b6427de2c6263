/** All rules about categories and rooms, joined: the tree, who comes along, names, IDs, settings, rows. */
import type { CurrentNode } from '#src/model/current.ts';
import { IntMap } from '#src/model/int-map.ts';
import type { LegacyNode } from '#src/model/legacy.ts';
import { PackedRows } from '#src/model/packed-rows.ts';
import { only, type RowList } from '#src/model/row-list.ts';
import { CURRENT_TABLES } from '#src/model/schema/current.ts';
import type { CategoryOf } from './categories.ts';
import type { Collation } from './collation.ts';
import { derivedGuid } from './derived-guid.ts';
import { type EnumValues, enumValues } from './enum-values.ts';
import type { Findings } from './findings.ts';
import { flatNames } from './flat-names.ts';
import { assignIds } from './ids.ts';
import type { Ledgers } from './ledgers.ts';
import { nameNodes } from './node-names.ts';
import { NodeRows } from './node-rows.ts';
import type { Notes } from './notes.ts';
import type { PassThroughInput } from './pass-through.ts';
import type { PlanInput } from './plan-migration.ts';
import { checkGuids, targetRoot } from './preconditions.ts';
import type { References } from './references.ts';
import { type Selection, select } from './selection.ts';
import { effectiveSettings } from './settings.ts';
import { nodeSubject, plural } from './subjects.ts';
import { ROOT_ID, readTree, type Tree } from './tree.ts';

export interface NodePlan {
  readonly tree: Tree;
  readonly selection: Selection;
  readonly categoryOf: CategoryOf;
  readonly names: ReadonlyMap<number, string>;
  /** Legacy nodeID → new one. */
  readonly ids: ReadonlyMap<number, number>;
  /** Categories first, then rooms, each by new nodeID. */
  readonly rows: RowList<CurrentNode>;
  readonly targetIds: ReadonlySet<number>;
  /** nodeIDs of the target's own nodes that are overwritten. */
  readonly takenOver: ReadonlySet<number>;
  isAuditorium(room: LegacyNode): boolean;
  readonly room: PassThroughInput['room'];
}

const NODE_COLUMNS = (CURRENT_TABLES.find(({ name }) => name === 'tblNode')?.columns ?? []).map(
  ({ name }) => name as keyof CurrentNode,
);

export interface NodePlanInput extends PlanInput {
  readonly collation: Collation;
  readonly addInIds: ReadonlyMap<string, string>;
  readonly references: References;
}

export function planNodes(input: NodePlanInput, ledgers: Ledgers, findings: Findings, notes: Notes): NodePlan {
  const { source, target, assigned, policies, collation } = input;
  const root = targetRoot(target, findings);
  const ownNodes = target.nodes.filter((node) => node.nodeID !== (root?.nodeID ?? ROOT_ID));
  const targetIds = new Set(target.nodes.map((node) => node.nodeID));
  checkGuids(source.nodes, target, findings);
  const tree = readTree(source.nodes, findings);
  const settings = effectiveSettings(tree, findings);
  const selection = select(tree, input.filter, policies, collation, findings);
  const flat = flatNames(tree, selection.nodes, policies);
  const { names, takeOver } = nameNodes(
    { names: flat, targetNodes: ownNodes, assigned: assigned.nodes, policies, collation },
    findings,
    notes,
  );
  const ids = assignIds(
    {
      table: 'tblNode',
      wanted: selection.nodes.map((node) => node.nodeID),
      sourceIds: source.nodes.map((node) => node.nodeID),
      targetIds,
      assigned: assigned.nodes,
      takeOver,
    },
    findings,
  );
  reportFlattening();

  const categoryOf = parentIn(tree);
  const enums = enumValues(source.enumValues, target.enumValues, findings);
  const takenGuids = new Set(target.nodes.map((node) => node.nodeGuid));
  const rowsOf = new NodeRows(
    {
      names,
      nodeIds: ids,
      addInIds: input.addInIds,
      settings,
      enums,
      references: input.references,
      policies,
      targetRootId: root?.nodeID ?? ROOT_ID,
      categoryValues: categoryValues(ownNodes, {
        behavior: enums.target('normal'),
        visibility: enums.target('scope'),
      }),
      guidOf: (node) =>
        node === tree.root && takenGuids.has(node.nodeGuid) ? derivedGuid('root rooms', node.nodeGuid) : node.nodeGuid,
    },
    findings,
    notes,
  );
  const newId = ({ nodeID }: LegacyNode): number => ids.get(nodeID) ?? nodeID;
  const inOrder = selection.nodes.toSorted((a, b) => Number(b.nodeType) - Number(a.nodeType) || newId(a) - newId(b));
  // Packed one by one: as objects all of them would lie beside the nodes of the source.
  const rows = PackedRows.of(NODE_COLUMNS, rowsInOrder());
  enterLedgers();
  return {
    tree,
    selection,
    categoryOf,
    names,
    ids,
    rows,
    targetIds,
    takenOver: new Set(takeOver.values()),
    isAuditorium: auditoriumTest(enums),
    room: destinations(tree, selection, ids, rows),
  };

  function* rowsInOrder(): Generator<CurrentNode> {
    for (const node of inOrder) {
      const category = node.nodeType ? null : categoryOf(node);
      if (node.nodeType) yield rowsOf.category(node);
      else if (category !== null) yield rowsOf.room(node, category);
    }
  }

  function reportFlattening(): void {
    const prefixed = flat.filter((name) => name.prefix !== '');
    for (const { node, prefix } of prefixed) notes.add(node.nodeID, `carries the path "${prefix}"`);
    if (prefixed.length > 0) {
      const message = `${plural(prefixed.length, 'category or room carries', 'categories and rooms carry')} the path above as a prefix.`;
      findings.add('P20-flattened', 'info', 'tblNode', message);
    }
    if (tree.root !== null && ids.has(tree.root.nodeID)) {
      const message = `Rooms directly under it go to the category "${names.get(tree.root.nodeID) ?? ''}".`;
      findings.add('P23-root-rooms', 'info', nodeSubject(tree.root), message);
    }
  }

  function enterLedgers(): void {
    for (const node of source.nodes) {
      const kind = node.nodeType ? 'categories' : 'rooms';
      const rule = selection.left.get(node.nodeID);
      const unplaced = tree.unplaced.get(node.nodeID);
      if (unplaced !== undefined) ledgers.reject(kind, 'tblNode', String(node.nodeID), unplaced, node);
      else if (rule !== undefined) ledgers.skip(kind, rule);
      else ledgers.write(kind);
    }
  }
}

/** Made apart, like all that outlives the planning of nodes: beside what it needs it would keep all that was made there. */
function parentIn(tree: Tree): CategoryOf {
  return (room) => tree.parent(room);
}

function auditoriumTest(enums: EnumValues): NodePlan['isAuditorium'] {
  return (room) => enums.meaning(room.behavior) === 'auditorium';
}

/** Where a row about a legacy room goes. Made apart from the plan, so that it keeps no inventory in memory. */
function destinations(
  tree: Tree,
  selection: Selection,
  ids: ReadonlyMap<number, number>,
  rows: RowList<CurrentNode>,
): PassThroughInput['room'] {
  const { left } = selection;
  const inviting = new Set<number>();
  for (const { nodeID, invite } of only(rows, 'nodeID', 'invite')) if (invite === null) inviting.add(nodeID);
  const rooms = IntMap.of([...ids].filter(([legacyId]) => tree.node(legacyId)?.nodeType === false));
  return destinationIn(left, rooms, inviting);
}

/** A function of its own, so that what it is made from can go. */
function destinationIn(
  left: Selection['left'],
  rooms: ReadonlyMap<number, number>,
  inviting: ReadonlySet<number>,
): PassThroughInput['room'] {
  return (legacyId) => {
    const rule = left.get(legacyId);
    if (rule !== undefined) return rule;
    const newId = rooms.get(legacyId);
    return newId === undefined ? null : { newId, invite: inviting.has(newId) };
  };
}

/** What the target's own categories carry, where it has one. Source: tblNode ("applies only to chat rooms", yet NOT NULL). */
function categoryValues(
  ownNodes: readonly CurrentNode[],
  otherwise: { behavior: number; visibility: number },
): { behavior: number; visibility: number } {
  const example = ownNodes.find((node) => node.nodeType);
  return example === undefined ? otherwise : { behavior: example.behavior, visibility: example.visibility };
}
