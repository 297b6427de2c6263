import { findingCheck } from '../finding-check.ts';

export const s03 = findingCheck({
  id: 'S03',
  concern: 'source',
  title: 'Nested categories will be one level',
  requirement:
    'Persistent Chat has one level of categories: a subcategory, and the rooms in it, carry the names of all parents.',
  source: 'Migration process details',
  severity: 'warn',
  endangers: 'data',
  again: ['migrate'],
  findings: ['P20-flattened'],
  fine: 'no category lies below another',
});
