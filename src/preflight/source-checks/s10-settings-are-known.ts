import { findingCheck } from '../finding-check.ts';

export const s10 = findingCheck({
  id: 'S10',
  concern: 'source',
  title: 'Every setting has a documented value',
  requirement: 'Inherited settings lead to a value, and visibility and behavior hold values that the documents list.',
  source: 'EnumValue table',
  severity: 'block',
  endangers: 'data',
  again: ['migrate'],
  findings: ['P30-setting-unresolved', 'P31-unknown-value'],
  fine: 'every setting leads to a documented value',
});
