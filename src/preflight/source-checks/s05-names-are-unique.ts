import { findingCheck } from '../finding-check.ts';

export const s05 = findingCheck({
  id: 'S05',
  concern: 'source',
  title: 'Names stay unique',
  requirement:
    'Names of rooms and categories are unique in a pool, judged by the collation of the target; a room may not be called like a category.',
  source: 'Using categories for Persistent Chat rooms',
  severity: 'block',
  endangers: 'data',
  again: ['migrate'],
  findings: ['P22-name-conflict'],
  fine: 'no two names are equal for the target',
});
