import { findingCheck } from '../finding-check.ts';

export const s14 = findingCheck({
  id: 'S14',
  concern: 'source',
  title: 'Principals have types that are in use',
  requirement: 'Types that stand for anyone, and the leftover type of external users, are documented as not used.',
  source: 'PrincipalType table',
  severity: 'warn',
  endangers: 'data',
  again: ['migrate'],
  findings: ['P56-type-not-used'],
  fine: 'every principal has a type that is in use',
});
