import { findingCheck } from '../finding-check.ts';

export const s27 = findingCheck({
  id: 'S27',
  concern: 'source',
  title: 'tblLastInviteId is not behind the invitations',
  requirement: 'The last invitation ID of a principal is at least its highest invitation.',
  source: 'tblLastInviteId',
  severity: 'warn',
  endangers: 'data',
  again: ['migrate'],
  findings: ['P72-invite-counter-corrected'],
  fine: 'no counter is behind its principal',
});
