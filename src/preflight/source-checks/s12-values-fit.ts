import { findingCheck } from '../finding-check.ts';

export const s12 = findingCheck({
  id: 'S12',
  concern: 'source',
  title: 'Every value fits its column of 2013',
  requirement: 'Descriptions have at most 256 UTF-16 units, distinguished names 384, and so on for each column.',
  source: 'Persistent Chat database schema',
  severity: 'block',
  endangers: 'data',
  again: ['migrate'],
  findings: ['P17-value-too-long'],
  fine: 'every value fits',
});
