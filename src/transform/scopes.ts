/**
 * Who may be a member in a category: the rows of the node that `scopeDefinerId` names, as allowed members. 2010 has no
 * deny list, so nobody is denied.
 * Sources: "Group Chat Database Schema", Node and ScopePrincipal tables; tblScopePrincipal; "New Persistent Chat Server
 * features" (deny lists are new).
 */
import type { LegacyNode, LegacyScopePrincipal } from '#src/model/legacy.ts';
import type { CategoryOf } from './categories.ts';
import type { Findings } from './findings.ts';
import { IntRows } from './int-rows.ts';
import type { Ledgers } from './ledgers.ts';
import type { References } from './references.ts';
import type { Selection } from './selection.ts';
import { nodeSubject } from './subjects.ts';
import type { Tree } from './tree.ts';

export interface ScopeInput {
  /** Ascending by node, principal. */
  readonly scopes: readonly LegacyScopePrincipal[];
  readonly tree: Tree;
  readonly selection: Selection;
  readonly categoryOf: CategoryOf;
  readonly nodeIds: ReadonlyMap<number, number>;
  readonly principalIds: ReadonlyMap<number, number>;
  readonly references: References;
}

export interface ScopePlan {
  /** New node, new principal, updatedBy. */
  readonly rows: IntRows;
  /** Legacy node → legacy principals of its own scope rows. */
  readonly members: ReadonlyMap<number, ReadonlySet<number>>;
}

export function planScopes(input: ScopeInput, ledgers: Ledgers, findings: Findings): ScopePlan {
  const { tree, selection, categoryOf } = input;
  const members = new Map<number, Set<number>>();
  const byNode = new Map<number, LegacyScopePrincipal[]>();
  for (const row of input.scopes) {
    const reason = whyRejected(row, input);
    if (reason !== null) {
      ledgers.reject('scopes', 'tblScopePrincipal', `${row.scopeNodeID}/${row.scopePrinID}`, reason, row);
      continue;
    }
    const rows = byNode.get(row.scopeNodeID);
    if (rows === undefined) {
      byNode.set(row.scopeNodeID, [row]);
      members.set(row.scopeNodeID, new Set([row.scopePrinID]));
    } else {
      rows.push(row);
      members.get(row.scopeNodeID)?.add(row.scopePrinID);
    }
  }

  const rows = new IntRows(3);
  const inEffect = new Set<number>();
  for (const node of selection.nodes) {
    const definer = node.scopeDefinerId;
    if (!node.nodeType) {
      reportRoomScope(node);
      continue;
    }
    if (!isAtOrAbove(definer, node, tree)) reportDefiner(node);
    inEffect.add(definer);
    const scope = byNode.get(definer);
    if (scope === undefined) {
      findings.add('P43-empty-scope', 'warn', nodeSubject(node), 'No one is within its scope.');
      continue;
    }
    writeScope(input.nodeIds.get(node.nodeID), scope);
  }
  for (const [nodeID, scope] of byNode) {
    if (inEffect.has(nodeID)) ledgers.write('scopes', scope.length);
    else ledgers.skip('scopes', skipRule(nodeID), scope.length);
  }
  return { rows, members };

  function writeScope(newNode: number | undefined, scope: readonly LegacyScopePrincipal[]): void {
    if (newNode === undefined) return;
    const allowed = new Map<number, number>();
    for (const row of scope) {
      const prinID = input.principalIds.get(row.scopePrinID);
      // Two legacy principals may stand behind one of the target; the first speaks for both.
      if (prinID === undefined || allowed.has(prinID)) continue;
      allowed.set(prinID, input.references.mapped(row.scopeUpdatedBy, 'tblScopePrincipal.scopeUpdatedBy'));
    }
    for (const prinID of [...allowed.keys()].sort((a, b) => a - b))
      rows.push(newNode, prinID, allowed.get(prinID) ?? 0);
  }

  function skipRule(nodeID: number) {
    const node = tree.node(nodeID);
    if (node !== undefined && !node.nodeType) return 'room-scope';
    const left = selection.left.get(nodeID);
    return left === undefined || left === 'root-node' ? 'scope-replaced' : left;
  }

  function reportRoomScope(room: LegacyNode): void {
    if (!isAtOrAbove(room.scopeDefinerId, room, tree)) {
      reportDefiner(room);
      return;
    }
    const category = categoryOf(room);
    if (category !== null && room.scopeDefinerId !== category.scopeDefinerId) {
      const message = `Its scope is that of node ${room.scopeDefinerId}, that of its category is of node ${category.scopeDefinerId}.`;
      findings.add('P44-room-scope', 'warn', nodeSubject(room), message);
    }
  }

  function reportDefiner(node: LegacyNode): void {
    const message = `Its scopeDefinerId ${node.scopeDefinerId} is neither itself nor above it.`;
    findings.add('P15-definer', 'block', nodeSubject(node), message);
  }
}

/** True when the definer is the node itself or one on its way to the root. */
export function isAtOrAbove(definerId: number, node: LegacyNode, tree: Tree): boolean {
  for (const at of tree.upwards(node)) if (at.nodeID === definerId) return true;
  return false;
}

function whyRejected(row: LegacyScopePrincipal, input: ScopeInput): string | null {
  const { tree } = input;
  if (tree.node(row.scopeNodeID) === undefined) return `node ${row.scopeNodeID} has no row`;
  if (!tree.isPlaced(row.scopeNodeID)) return `node ${row.scopeNodeID} is rejected`;
  return input.principalIds.has(row.scopePrinID) ? null : `principal ${row.scopePrinID} has no row`;
}
