import { findingCheck } from '../finding-check.ts';

export const t05 = findingCheck({
  id: 'T05',
  concern: 'target',
  title: 'What the target holds already does not clash',
  requirement:
    'Items created in 2013 beforehand are overwritten by migrated ones of the same name, unless a policy says otherwise.',
  source: 'Migration process details',
  severity: 'block',
  endangers: 'data',
  again: ['migrate'],
  findings: ['P24-taken-over', 'P25-name-in-target', 'P62-add-in-conflict'],
  fine: 'nothing of the target is in the way, or overwritten',
});
