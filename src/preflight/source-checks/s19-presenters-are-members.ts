import type { LegacyInventory } from '#src/model/inventory.ts';
import type { LegacyNode } from '#src/model/legacy.ts';
import { pass, violated } from '../check.ts';
import { inventoryCheck } from '../inventory-check.ts';
import { roleTypeId } from '../role-type-id.ts';

/** tblEnumValue: behavior auditorium. */
const AUDITORIUM = 5;

export const s19 = inventoryCheck({
  id: 'S19',
  concern: 'source',
  title: 'Presenters of an auditorium are members of it',
  requirement: 'Whoever presents in an auditorium is also a member of it.',
  source: 'Setting who can post in an auditorium',
  severity: 'warn',
  endangers: 'service',
  results: ['pass', 'warn', 'unknown'],
  again: ['migrate'],
  method: 'Roles of auditoriums: a presenter without a member entry between the room and its role definer',
  manual: 'Compare presenters and members of each auditorium in the Group Chat administration tool',
  see(inventory) {
    const outside = presentersOutside(inventory);
    if (outside.length === 0) return pass('every presenter of an auditorium is a member of it');
    const rooms = [...new Set(outside.map(({ room }) => `room ${room}`))];
    return violated(
      s19,
      `${outside.length} presenters are no members themselves, in ${rooms.slice(0, 3).join(', ')}`,
      'Nothing to do: gc2pc makes them members, where the scope of the category allows it. Check that this is wanted.',
    );
  },
});

function presentersOutside(inventory: LegacyInventory): { room: number; principal: number }[] {
  const member = roleTypeId(inventory, 'Member');
  const voiced = roleTypeId(inventory, 'Voiced');
  const nodes = new Map(inventory.nodes.map((node) => [node.nodeID, node]));
  const presenters: { room: number; principal: number }[] = [];
  /** Node → members, of the nodes alone that a presenter's membership may come from. */
  const members = new Map<number, Set<number>>();
  for (const { prinRoleTypeID, prinRoleNodeID, prinRolePrinID } of inventory.roles) {
    const room = nodes.get(prinRoleNodeID);
    if (prinRoleTypeID !== voiced || room === undefined || room.nodeType || room.behavior !== AUDITORIUM) continue;
    presenters.push({ room: prinRoleNodeID, principal: prinRolePrinID });
    for (const node of lists(room, nodes)) if (!members.has(node)) members.set(node, new Set());
  }
  for (const { prinRoleTypeID, prinRoleNodeID, prinRolePrinID } of inventory.roles) {
    if (prinRoleTypeID === member) members.get(prinRoleNodeID)?.add(prinRolePrinID);
  }
  return presenters.filter(({ room, principal }) => {
    const node = nodes.get(room);
    return node !== undefined && !lists(node, nodes).some((each) => members.get(each)?.has(principal));
  });
}

/** The room and what is above it, up to the node at which its member list starts. */
function lists(room: LegacyNode, nodes: ReadonlyMap<number, LegacyNode>): number[] {
  const path: number[] = [];
  let node: LegacyNode | undefined = room;
  while (node !== undefined && !path.includes(node.nodeID)) {
    path.push(node.nodeID);
    if (node.nodeID === room.roleDefinerId) break;
    node = node.parentID === null ? undefined : nodes.get(node.parentID);
  }
  return path;
}
