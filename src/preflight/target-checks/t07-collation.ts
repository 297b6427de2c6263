import { findingCheck } from '../finding-check.ts';

export const t07 = findingCheck({
  id: 'T07',
  concern: 'target',
  title: 'The collation of the target is known',
  requirement: 'Whether two names are equal is decided by the collation of the target.',
  source: 'gc2pc',
  severity: 'warn',
  endangers: 'data',
  again: ['migrate'],
  findings: ['P07-collation-unknown'],
  fine: 'the collation is known',
});
