/**
 * Every channel that has messages or is a room, and where its messages go. A channel that is no room has its messages
 * rejected: tblChat has no foreign keys, so such channels exist. Source: tblChat.
 */
import type { RoomBounds } from '#src/model/messages.ts';
import type { RoomPlan } from '#src/model/plan.ts';
import type { Findings } from './findings.ts';
import type { Selection } from './selection.ts';
import type { Tree } from './tree.ts';

/** Ascending by channelId. */
export function roomPlans(
  tree: Tree,
  selection: Selection,
  names: ReadonlyMap<number, string>,
  nodeIds: ReadonlyMap<number, number>,
  bounds: ReadonlyMap<number, RoomBounds>,
  findings: Findings,
): readonly RoomPlan[] {
  const plans: RoomPlan[] = [];
  for (const node of tree.placed) {
    if (node.nodeType) continue;
    const { nodeID } = node;
    const rule = selection.left.get(nodeID);
    plans.push({
      channelId: nodeID,
      newChannelId: rule === undefined ? (nodeIds.get(nodeID) ?? null) : null,
      left: rule === undefined ? null : { why: 'skip', rule },
      name: names.get(nodeID) ?? node.nodeName,
      bounds: bounds.get(nodeID) ?? null,
    });
  }
  const known = new Set(plans.map((plan) => plan.channelId));
  for (const [channelId, found] of bounds) {
    if (known.has(channelId)) continue;
    const why = whyNoRoom(channelId, tree);
    findings.add('P70-messages-without-room', 'warn', `channel ${channelId}`, `Its messages are rejected: ${why}.`);
    plans.push({
      channelId,
      newChannelId: null,
      left: { why: 'reject', rule: why },
      name: tree.node(channelId)?.nodeName ?? `channel ${channelId}`,
      bounds: found,
    });
  }
  return plans.sort((a, b) => a.channelId - b.channelId);
}

function whyNoRoom(channelId: number, tree: Tree): string {
  const node = tree.node(channelId);
  if (node === undefined) return `room ${channelId} has no row`;
  return node.nodeType ? `node ${channelId} is a category` : `room ${channelId} is rejected`;
}
