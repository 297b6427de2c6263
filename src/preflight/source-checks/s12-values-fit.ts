import { findingCheck } from '../finding-check.ts';

export const s12 = findingCheck({
  id: 'S12',
  concern: 'source',
  title: 'Every description fits its column of 2013',
  requirement:
    'Descriptions of rooms and categories have at most 256 UTF-16 units; what else is too long is rejected row by row (S36).',
  source: 'Persistent Chat database schema',
  severity: 'block',
  endangers: 'data',
  again: ['migrate'],
  findings: ['P17-value-too-long'],
  fine: 'every description fits',
});
