/** The inventories with their lists in key order, whatever order an engine gave them: GUIDs sort differently in each. */
import type { LegacyInventory, TargetInventory } from '#src/model/inventory.ts';
import { only } from '#src/model/row-list.ts';
import { byText, inOrder } from './in-order.ts';

export function orderedSource(source: LegacyInventory): LegacyInventory {
  return {
    ...source,
    addIns: inOrder(source.addIns, (a, b) => byText(a.siopID, b.siopID)),
    principals: principalsInOrder(source.principals),
    nodes: inOrder(source.nodes, (a, b) => a.nodeID - b.nodeID),
    scopes: inOrder(source.scopes, (a, b) => a.scopeNodeID - b.scopeNodeID || a.scopePrinID - b.scopePrinID),
    roles: inOrder(
      source.roles,
      (a, b) =>
        a.prinRoleNodeID - b.prinRoleNodeID ||
        a.prinRolePrinID - b.prinRolePrinID ||
        a.prinRoleTypeID - b.prinRoleTypeID,
    ),
    roleTypes: inOrder(source.roleTypes, (a, b) => a.rtypeID - b.rtypeID),
    enumValues: inOrder(source.enumValues, (a, b) => a.valueID - b.valueID),
    lastChatIds: inOrder(source.lastChatIds, (a, b) => a.nodeID - b.nodeID || byBigint(a.lastChatID, b.lastChatID)),
    lastInviteIds: inOrder(source.lastInviteIds, (a, b) => a.prinID - b.prinID),
    bounds: inOrder(source.bounds, (a, b) => a.channelId - b.channelId),
    malformed: inOrder(source.malformed, (a, b) => byText(a.table, b.table) || byText(a.key, b.key)),
  };
}

export function orderedTarget(target: TargetInventory): TargetInventory {
  return {
    ...target,
    addIns: inOrder(target.addIns, (a, b) => byText(a.siopID, b.siopID)),
    principals: inOrder(target.principals, (a, b) => a.prinID - b.prinID),
    nodes: inOrder(target.nodes, (a, b) => a.nodeID - b.nodeID),
    roleTypes: inOrder(target.roleTypes, (a, b) => a.rtypeID - b.rtypeID),
    enumValues: inOrder(target.enumValues, (a, b) => a.valueID - b.valueID),
    principalTypes: inOrder(target.principalTypes, (a, b) => a.ptypeID - b.ptypeID),
    preferenceKeys: inOrder(target.preferenceKeys, byText),
  };
}

function principalsInOrder(principals: LegacyInventory['principals']): LegacyInventory['principals'] {
  let before = Number.NEGATIVE_INFINITY;
  for (const { prinID } of only(principals, 'prinID')) {
    if (prinID < before) return [...principals].sort((a, b) => a.prinID - b.prinID);
    before = prinID;
  }
  return principals;
}

function byBigint(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
