import { findingCheck } from '../finding-check.ts';

export const s08 = findingCheck({
  id: 'S08',
  concern: 'source',
  title: 'No room invites where its category does not',
  requirement: 'Where a category has invitations off, its rooms cannot have them on; the import turns them off.',
  source: 'Migration process details',
  severity: 'warn',
  endangers: 'service',
  again: ['migrate'],
  findings: ['P32-invitations-forced-off'],
  fine: 'no room invites against its category',
});
