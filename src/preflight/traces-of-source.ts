/**
 * Whether the target holds anything of the source already, told from the two inventories alone. Without its journal
 * nobody can say who brought such a row; where there is none, nothing has been migrated that a plan would look at.
 */
import { chosen } from '#src/model/chosen-rows.ts';
import type { LegacyInventory, TargetInventory } from '#src/model/inventory.ts';

/** The root is in every database, and the server makes its system principals itself. */
const ROOT_ID = 1;
const SYSTEM_TYPE = 4;

/** `3 principals`, `1 node`; null where the target holds nothing of the source. */
export function tracesOfSource(source: LegacyInventory, target: TargetInventory): string | null {
  const guids = new Set(target.nodes.map(({ nodeGuid }) => nodeGuid));
  const nodes = source.nodes.filter(({ nodeID, nodeGuid }) => nodeID !== ROOT_ID && guids.has(nodeGuid));
  const people = new Set(target.principals.flatMap(({ prinGuid, prinUri }) => [prinGuid, prinUri.toLowerCase()]));
  const principals = chosen(
    source.principals,
    ['prinTypeID', 'prinGuid', 'prinUri'],
    ({ prinTypeID, prinGuid, prinUri }) =>
      prinTypeID !== SYSTEM_TYPE && (people.has(prinGuid) || people.has(prinUri.toLowerCase())),
  );
  const ids = new Set(target.addIns.map(({ siopID }) => siopID));
  const addIns = source.addIns.filter(({ siopID }) => ids.has(siopID));
  const found = [
    [nodes.length, 'node'],
    [principals.length, 'principal'],
    [addIns.length, 'add-in'],
  ] as const;
  const told = found.flatMap(([count, one]) => (count === 0 ? [] : [`${count} ${one}${count === 1 ? '' : 's'}`]));
  return told.length === 0 ? null : told.join(', ');
}
