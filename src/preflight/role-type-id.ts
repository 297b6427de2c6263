/** The number that a database gave to a role, by its name: the numbers are documented nowhere. */
import type { LegacyInventory } from '#src/model/inventory.ts';

/** Null where the database has no such role. */
export function roleTypeId(inventory: LegacyInventory, name: 'Member' | 'Manager' | 'Voiced'): number | null {
  const wanted = name.toLowerCase();
  return inventory.roleTypes.find(({ rtypeDesc }) => rtypeDesc.toLowerCase() === wanted)?.rtypeID ?? null;
}
