import { chosen } from '#src/model/chosen-rows.ts';
import type { LegacyPrincipal } from '#src/model/legacy.ts';
import { pass, violated } from '../check.ts';
import { inventoryCheck } from '../inventory-check.ts';

/** "Capacity planning for Persistent Chat Server". */
const MOST = 150_000;
const USER = 5;

export const s40 = inventoryCheck({
  id: 'S40',
  concern: 'source',
  title: 'There are not too many users',
  requirement: 'A deployment has at most 150,000 provisioned users.',
  source: 'Capacity planning for Persistent Chat Server',
  severity: 'warn',
  endangers: 'support',
  results: ['pass', 'warn', 'unknown'],
  again: ['migrate'],
  method: 'Active users of tblPrincipal',
  manual: 'Run on the source: SELECT COUNT(*) FROM tblPrincipal WHERE prinTypeID = 5 AND prinDisabled = 0',
  see(inventory) {
    const active = ({ prinTypeID, prinDisabled }: Pick<LegacyPrincipal, 'prinTypeID' | 'prinDisabled'>) =>
      prinTypeID === USER && !prinDisabled;
    const users = chosen(inventory.principals, ['prinTypeID', 'prinDisabled'], active).length;
    if (users <= MOST) return pass(`${users} active users`);
    return violated(s40, `${users} active users`, 'Enable fewer of them by policy, or plan a second pool.');
  },
});
