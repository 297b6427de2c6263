/**
 * The tree of categories and rooms, from parentID alone. Whatever the rows say, reading it ends and never throws: a
 * node that does not reach the root is left out, with a blocking finding.
 * Source: "Lync Server 2010 Reference: Group Chat Database Schema", Node table (the root has ID 1 and is its own parent).
 */
import type { LegacyNode } from '#src/model/legacy.ts';
import type { FindingId } from './finding-kinds.ts';
import type { Findings } from './findings.ts';
import { nodeSubject } from './subjects.ts';

export const ROOT_ID = 1;

interface Problem {
  readonly id: FindingId;
  readonly why: string;
}

export class Tree {
  readonly root: LegacyNode | null;
  /** Nodes that hang on the root, each after its parent; siblings by ID. The root comes first. */
  readonly placed: readonly LegacyNode[];
  /** Node → why it hangs on nothing. */
  readonly unplaced: ReadonlyMap<number, string>;
  readonly #byId: ReadonlyMap<number, LegacyNode>;
  readonly #placedIds: ReadonlySet<number>;

  constructor(
    root: LegacyNode | null,
    placed: readonly LegacyNode[],
    unplaced: ReadonlyMap<number, string>,
    byId: ReadonlyMap<number, LegacyNode>,
  ) {
    this.root = root;
    this.placed = placed;
    this.unplaced = unplaced;
    this.#byId = byId;
    this.#placedIds = new Set(placed.map((node) => node.nodeID));
  }

  node(id: number): LegacyNode | undefined {
    return this.#byId.get(id);
  }

  isPlaced(id: number): boolean {
    return this.#placedIds.has(id);
  }

  /** Null for the root and for a node that is not placed. */
  parent(node: LegacyNode): LegacyNode | null {
    if (node === this.root || !this.#placedIds.has(node.nodeID) || node.parentID === null) return null;
    return this.#byId.get(node.parentID) ?? null;
  }

  /** The node itself, its parent, and so on up to the root. */
  *upwards(node: LegacyNode): Generator<LegacyNode> {
    for (let at: LegacyNode | null = node; at !== null; at = this.parent(at)) yield at;
  }
}

/** @param nodes in ascending order of nodeID */
export function readTree(nodes: readonly LegacyNode[], findings: Findings): Tree {
  const byId = new Map(nodes.map((node) => [node.nodeID, node]));
  const unplaced = new Map<number, string>();
  const circles = new Set<number>();
  const root = findRoot(byId, findings);
  const children = new Map<number, LegacyNode[]>();
  for (const node of nodes) {
    if (node === root) continue;
    const problem = ownProblem(node, byId);
    if (problem !== null) {
      unplaced.set(node.nodeID, problem.why);
      findings.add(problem.id, 'block', nodeSubject(node), problem.why);
    } else if (node.parentID !== null) {
      const siblings = children.get(node.parentID);
      if (siblings === undefined) children.set(node.parentID, [node]);
      else siblings.push(node);
    }
  }
  const placed: LegacyNode[] = root === null ? [] : [root];
  // The list grows while it is walked: breadth first, and no recursion, however deep the tree.
  for (const node of placed) for (const child of children.get(node.nodeID) ?? []) placed.push(child);

  const reached = new Set(placed);
  for (const node of nodes) {
    if (reached.has(node) || unplaced.has(node.nodeID)) continue;
    const { walked, problem } = walkUp(node, byId, unplaced, circles);
    for (const lost of walked) {
      unplaced.set(lost.nodeID, problem.why);
      if (problem.id === 'P12-cycle') circles.add(lost.nodeID);
      findings.add(problem.id, 'block', nodeSubject(lost), problem.why);
    }
  }
  return new Tree(root, placed, unplaced, byId);
}

function findRoot(byId: ReadonlyMap<number, LegacyNode>, findings: Findings): LegacyNode | null {
  const one = byId.get(ROOT_ID);
  if (one === undefined) {
    findings.add('P10-no-root', 'block', 'tblNode', `There is no node with ID ${ROOT_ID}.`);
    return null;
  }
  if (one.nodeType && one.parentID === ROOT_ID) return one;
  const why = one.nodeType ? 'is not its own parent' : 'is a room';
  findings.add('P10-no-root', 'block', nodeSubject(one), `The node with ID ${ROOT_ID} ${why}.`);
  return null;
}

function ownProblem(node: LegacyNode, byId: ReadonlyMap<number, LegacyNode>): Problem | null {
  if (node.parentID === null) return { id: 'P11-second-root', why: 'It has no parent.' };
  if (node.parentID === node.nodeID) return { id: 'P11-second-root', why: 'It is its own parent.' };
  const parent = byId.get(node.parentID);
  if (parent === undefined) return { id: 'P13-missing-parent', why: `Its parent ${node.parentID} does not exist.` };
  if (!parent.nodeType) return { id: 'P14-parent-is-room', why: `Its parent ${node.parentID} is a room.` };
  return null;
}

/** Every node from one that the root does not reach up to one already known as unplaced, or once round a circle. */
function walkUp(
  node: LegacyNode,
  byId: ReadonlyMap<number, LegacyNode>,
  unplaced: ReadonlyMap<number, string>,
  circles: ReadonlySet<number>,
): { walked: Iterable<LegacyNode>; problem: Problem } {
  const walked = new Set([node]);
  for (let at = node; ; ) {
    const parent = at.parentID === null ? undefined : byId.get(at.parentID);
    if (parent === undefined) return { walked, problem: { id: 'P13-missing-parent', why: 'No root is above it.' } };
    const { nodeID } = parent;
    if (walked.has(parent) || circles.has(nodeID)) {
      return {
        walked,
        problem: { id: 'P12-cycle', why: `Category ${nodeID} is above itself, so no root is above this.` },
      };
    }
    if (unplaced.has(nodeID)) {
      return { walked, problem: { id: 'P13-missing-parent', why: `Category ${nodeID} above it reaches no root.` } };
    }
    walked.add(parent);
    at = parent;
  }
}
