import { only } from '#src/model/row-list.ts';
import { pass, violated } from '../check.ts';
import { inventoryCheck } from '../inventory-check.ts';

export const s32 = inventoryCheck({
  id: 'S32',
  concern: 'source',
  title: 'Disabled principals hold no roles',
  requirement: 'Whoever left the company, or lost SIP, is no member, manager or presenter any more.',
  source: 'Principal table; Understanding Persistent Chat membership',
  severity: 'warn',
  endangers: 'service',
  results: ['pass', 'warn', 'unknown'],
  again: ['migrate'],
  method: 'Principals with prinDisabled that tblPrincipalRole names',
  manual:
    'Run on the source: SELECT DISTINCT prinID FROM tblPrincipal JOIN tblPrincipalRole ON prinRolePrinID = prinID WHERE prinDisabled = 1',
  see(inventory) {
    const disabled = new Set<number>();
    for (const { prinID, prinDisabled } of only(inventory.principals, 'prinID', 'prinDisabled')) {
      if (prinDisabled) disabled.add(prinID);
    }
    const holding = new Set<number>();
    for (const { prinRolePrinID } of inventory.roles) if (disabled.has(prinRolePrinID)) holding.add(prinRolePrinID);
    if (holding.size === 0) return pass(`${disabled.size} disabled principals, none of them with a role`);
    return violated(
      s32,
      `${holding.size} of ${disabled.size} disabled principals hold roles`,
      'Remove them from their rooms in the source if you want a clean start; they come along disabled.',
    );
  },
});
