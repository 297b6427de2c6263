/** Old → new, for every category, room, principal and add-in: what `plan` shows. */
import type { LegacyInventory } from '#src/model/inventory.ts';
import { PackedRows } from '#src/model/packed-rows.ts';
import type { Change } from '#src/model/plan.ts';
import { only, type RowList } from '#src/model/row-list.ts';
import type { AddInPlan } from './add-ins.ts';
import { Notes } from './notes.ts';
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

/** A line about a node without its notes, which few have. */
interface NodeLine {
  readonly isCategory: boolean;
  readonly legacyId: number;
  readonly legacyName: string;
  readonly newName: string | null;
  readonly newId: number | null;
}

const NODE_LINE = ['isCategory', 'legacyId', 'legacyName', 'newName', 'newId'] as const;

/**
 * In the order of the tables: nodes, principals, add-ins, each by legacy ID. 180,000 lines of the reference pool, each
 * made when it is asked for, of nothing but what the plan needs anyway and a few bytes a node: of the nodes themselves
 * nothing stays in memory.
 */
export function changes(input: ChangeInput): RowList<Change> {
  const nodes = new PackedRows<NodeLine>(NODE_LINE);
  const nodeNotes = new Notes();
  for (const { kind, notes, ...line } of nodeChanges(input)) {
    nodes.push({ ...line, isCategory: kind === 'category' });
    for (const note of notes) nodeNotes.add(line.legacyId, note);
  }
  const addIns = [...addInChanges(input)];
  const { items, principalIds, matches, notes } = input;
  const people: PeopleInput = { principals: items.principals, principalIds, matches, notes: notes.principals };
  return new ChangeList(nodes.length + people.principals.length + addIns.length, function* all() {
    for (const { isCategory, ...line } of nodes) {
      yield { kind: isCategory ? 'category' : 'room', ...line, notes: nodeNotes.of(line.legacyId) };
    }
    yield* principalChanges(people);
    yield* addIns;
  });
}

class ChangeList implements RowList<Change> {
  readonly length: number;
  readonly #all: () => Iterable<Change>;

  constructor(length: number, all: () => Iterable<Change>) {
    this.length = length;
    this.#all = all;
  }

  /** Costs as much as all that come before it. */
  at(index: number): Change | undefined {
    let place = 0;
    for (const change of this) if (place++ === index) return change;
    return undefined;
  }

  [Symbol.iterator](): Iterator<Change> {
    return this.#all()[Symbol.iterator]();
  }

  toJSON(): readonly Change[] {
    return [...this];
  }
}

interface PeopleInput {
  readonly principals: ChangeInput['items']['principals'];
  readonly principalIds: ReadonlyMap<number, number>;
  readonly matches: PrincipalMatches;
  readonly notes: Notes;
}

function* nodeChanges({
  items,
  tree,
  selection,
  names,
  nodeIds,
  notes,
}: ChangeInput): Generator<Change & Omit<NodeLine, 'isCategory'>> {
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

function* principalChanges({ principals, principalIds, matches, notes }: PeopleInput): Generator<Change> {
  for (const { prinID, prinName, prinUri } of only(principals, 'prinID', 'prinName', 'prinUri')) {
    const newId = principalIds.get(prinID) ?? null;
    const own = notes.of(prinID);
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
