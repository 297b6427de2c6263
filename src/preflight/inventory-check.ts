/** A check that looks at the inventory of the source: the small tables, as they were read. */
import type { LegacyInventory } from '#src/model/inventory.ts';
import { type Check, notKnown, type Observation } from './check.ts';

export interface InventoryCheck extends Omit<Check, 'look' | 'facts'> {
  see(inventory: LegacyInventory): Observation;
}

export function inventoryCheck({ see, ...about }: InventoryCheck): Check {
  return {
    ...about,
    facts: 'inventory',
    async look(facts) {
      const legacy = await facts.legacy();
      return legacy.known ? see(legacy.value) : notKnown(about, legacy.why);
    },
  };
}
