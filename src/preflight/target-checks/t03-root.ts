import { findingCheck } from '../finding-check.ts';

export const t03 = findingCheck({
  id: 'T03',
  concern: 'target',
  title: 'The target has its root',
  requirement: 'The root category has ID 1 and is its own parent.',
  source: 'tblNode',
  severity: 'block',
  endangers: 'data',
  again: ['migrate'],
  findings: ['P06-target-root'],
  fine: 'the root is there',
});
