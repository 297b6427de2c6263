import type { LegacyInventory } from '#src/model/inventory.ts';
import { perhapsRepeated } from '#src/model/repeated.ts';
import { only } from '#src/model/row-list.ts';
import { pass, violated } from '../check.ts';
import { inventoryCheck } from '../inventory-check.ts';

/** A person ("PrincipalType table"). */
const USER = 5;

export const s33 = inventoryCheck({
  id: 'S33',
  concern: 'source',
  title: 'No two active people share a display name',
  requirement: 'Two people of one name keep the client from editing the rooms that they are in.',
  source: 'Understanding Persistent Chat membership',
  severity: 'warn',
  endangers: 'service',
  results: ['pass', 'warn', 'unknown'],
  again: ['migrate'],
  method: 'prinName of active users, without regard to case',
  manual:
    'Run on the source: SELECT prinName FROM tblPrincipal WHERE prinTypeID = 5 AND prinDisabled = 0 GROUP BY prinName HAVING COUNT(*) > 1',
  see(inventory) {
    const names = new Map<string, number>();
    const comesAgain = perhapsRepeated(displayNames(inventory.principals));
    let people = 0;
    for (const name of displayNames(inventory.principals)) {
      people += 1;
      if (comesAgain(name)) names.set(name, (names.get(name) ?? 0) + 1);
    }
    const shared = [...names.values()].filter((count) => count > 1);
    if (shared.length === 0) return pass(`${people} display names, each of one person`);
    return violated(
      s33,
      `${shared.length} display names belong to more than one person`,
      'Rename one of each in Active Directory where they share a room.',
    );
  },
});

/** Of the active users, as the client compares them. */
function* displayNames(principals: LegacyInventory['principals']): Generator<string> {
  for (const { prinTypeID, prinDisabled, prinName } of only(principals, 'prinName', 'prinDisabled', 'prinTypeID')) {
    if (prinTypeID === USER && !prinDisabled && prinName !== null) yield prinName.trimEnd().toLowerCase();
  }
}
