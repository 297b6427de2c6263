import { findingCheck } from '../finding-check.ts';

export const s07 = findingCheck({
  id: 'S07',
  concern: 'source',
  title: 'Rooms directly under the root get a category',
  requirement: 'In 2013 every room lies in a category, and the root cannot hold rooms.',
  source: 'New Persistent Chat Server features',
  severity: 'warn',
  endangers: 'data',
  again: ['migrate'],
  findings: ['P23-root-rooms'],
  fine: 'no room lies directly under the root',
});
