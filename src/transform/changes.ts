/** Old → new, for every category, room, principal and add-in: what `plan` shows. */
import type { LegacyInventory } from '#src/model/inventory.ts';
import type { Change } from '#src/model/plan.ts';
import { only } from '#src/model/row-list.ts';
import type { AddInPlan } from './add-ins.ts';
import type { Notes } from './notes.ts';
import type { PrincipalMatches } from './principals.ts';
import type { Selection } from './selection.ts';
import { SKIP_RULES } from './skip-rules.ts';
import type { Tree } from './tree.ts';

export interface ChangeInput {
  readonly items: Pick<LegacyInventory, 'nodes' | 'principals' | 'addIns'>;
  readonly tree: Tree;
  readonly selection: Selection;
  readonly names: ReadonlyMap<number, string>;
  readonly nodeIds: ReadonlyMap<number, number>;
  readonly addIns: AddInPlan;
  readonly principalIds: ReadonlyMap<number, number>;
  readonly matches: PrincipalMatches;
  readonly notes: { readonly nodes: Notes; readonly principals: Notes; readonly addIns: Notes };
}

/** In the order of the tables: nodes, principals, add-ins, each by legacy ID. */
export function changes(input: ChangeInput): readonly Change[] {
  return [...nodeChanges(input), ...principalChanges(input), ...addInChanges(input)];
}

function* nodeChanges({ items, tree, selection, names, nodeIds, notes }: ChangeInput): Generator<Change> {
  for (const node of items.nodes) {
    const newId = nodeIds.get(node.nodeID) ?? null;
    const rule = selection.left.get(node.nodeID);
    const unplaced = tree.unplaced.get(node.nodeID);
    const newName = rule === undefined && unplaced === undefined ? (names.get(node.nodeID) ?? null) : null;
    yield {
      kind: node.nodeType ? 'category' : 'room',
      legacyId: node.nodeID,
      legacyName: node.nodeName,
      newName,
      newId: newName === null ? null : newId,
      notes: [
        ...(rule === undefined ? [] : [`left behind: ${SKIP_RULES[rule]}`]),
        ...(unplaced === undefined ? [] : [`rejected: ${unplaced}`]),
        ...(newId !== null && newId !== node.nodeID ? [`ID moved to ${newId}`] : []),
        ...notes.nodes.of(node.nodeID),
      ],
    };
  }
}

const MATCHED: readonly string[] = ['the target has it already'];
const SYSTEM: readonly string[] = ['system principal: the target keeps its own'];
const REJECTED: readonly string[] = ['rejected'];

function* principalChanges({ items, principalIds, matches, notes }: ChangeInput): Generator<Change> {
  for (const { prinID, prinName, prinUri } of only(items.principals, 'prinID', 'prinName', 'prinUri')) {
    const newId = principalIds.get(prinID) ?? null;
    const own = notes.principals.of(prinID);
    const fate =
      newId === null
        ? REJECTED
        : matches.system.has(prinID)
          ? SYSTEM
          : matches.matched.has(prinID)
            ? MATCHED
            : newId === prinID
              ? null
              : [`ID moved to ${newId}`];
    const name = prinName ?? prinUri;
    yield {
      kind: 'principal',
      legacyId: prinID,
      legacyName: name,
      newName: newId === null ? null : name,
      newId,
      notes: fate === null ? own : own.length === 0 ? fate : [...fate, ...own],
    };
  }
}

function* addInChanges({ items, addIns, notes }: ChangeInput): Generator<Change> {
  const names = new Map(addIns.rows.map((row) => [row.siopID, row.siopName]));
  for (const { siopID, siopName } of items.addIns) {
    const newId = addIns.ids.get(siopID) ?? null;
    const newName = newId === null ? null : (names.get(newId) ?? siopName);
    yield { kind: 'addIn', legacyId: siopID, legacyName: siopName, newName, newId, notes: notes.addIns.of(siopID) };
  }
}
