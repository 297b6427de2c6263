import { notKnown, pass, violated } from '../check.ts';
import { inventoryCheck } from '../inventory-check.ts';

/** "Capacity planning for Persistent Chat Server". */
const DEGRADING = 1_000_000;
const MANUAL = 'Run on the source: SELECT COUNT(*) FROM tblPrincipalInvites';

export const s39 = inventoryCheck({
  id: 'S39',
  concern: 'source',
  title: 'There are not too many invitations',
  requirement: 'Above 1,000,000 invitations a deployment slows down; above 2,000,000 it is not supported.',
  source: 'Capacity planning for Persistent Chat Server',
  severity: 'warn',
  endangers: 'support',
  results: ['pass', 'warn', 'unknown'],
  again: ['migrate'],
  method:
    'Invitations are numbered for each principal, so their highest numbers add up to at least as many as there are',
  manual: MANUAL,
  see(inventory) {
    const withInvites = inventory.highestInvites.size;
    if (withInvites > DEGRADING) {
      return violated(
        s39,
        `at least ${withInvites} invitations`,
        'Set policies.invites to skip, or clear them in 2010.',
      );
    }
    let most = 0;
    for (const [, highest] of inventory.highestInvites) most += highest;
    if (most <= DEGRADING) return pass(`at most ${most} invitations of ${withInvites} principals`);
    return notKnown({ manual: MANUAL }, `between ${withInvites} and ${most} invitations`);
  },
});
