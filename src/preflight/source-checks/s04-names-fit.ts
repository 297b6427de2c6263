import { findingCheck } from '../finding-check.ts';

export const s04 = findingCheck({
  id: 'S04',
  concern: 'source',
  title: 'Names fit with their path',
  requirement: 'A name has at most 256 UTF-16 units, the names of the parents in front of it included.',
  source: 'Migration process details',
  severity: 'block',
  endangers: 'data',
  again: ['migrate'],
  findings: ['P21-name-too-long'],
  fine: 'every name fits, its path included',
});
