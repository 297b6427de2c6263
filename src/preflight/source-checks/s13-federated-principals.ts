import { findingCheck } from '../finding-check.ts';

export const s13 = findingCheck({
  id: 'S13',
  concern: 'source',
  title: 'Nobody federated takes part',
  requirement: 'Federated users become disabled principals and lose access; their messages stay.',
  source: 'Migration process details; Understanding Persistent Chat membership',
  severity: 'warn',
  endangers: 'service',
  again: ['migrate'],
  findings: ['P51-federated'],
  fine: 'no principal is federated or external',
});
