import { findingCheck } from '../finding-check.ts';

export const s37 = findingCheck({
  id: 'S37',
  concern: 'source',
  title: 'Time stamps mean the same on both sides',
  requirement: 'fnTicksToDate is the same function in both databases, so that time stamps may be copied bit for bit.',
  source: 'Sample Persistent Chat database queries',
  severity: 'block',
  endangers: 'data',
  again: ['migrate'],
  findings: ['P03-ticks-differ', 'P04-ticks-not-compared'],
  fine: 'fnTicksToDate is the same on both sides',
});
