import { findingCheck } from '../finding-check.ts';

export const t01 = findingCheck({
  id: 'T01',
  concern: 'target',
  title: 'Source and target are two databases',
  requirement: 'A database cannot be migrated into itself, nor one into which it was loaded before by other means.',
  source: 'gc2pc',
  severity: 'block',
  endangers: 'data',
  again: ['migrate'],
  findings: ['P01-same-database', 'P02-already-there'],
  fine: 'the target is another database and holds nothing of the source',
});
