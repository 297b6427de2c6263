import { findingCheck } from '../finding-check.ts';

export const s38 = findingCheck({
  id: 'S38',
  concern: 'source',
  title: 'The filter says what it should',
  requirement: 'Every entry of the filter matches something, and its date is a date.',
  source: 'gc2pc',
  severity: 'block',
  endangers: 'data',
  again: ['migrate'],
  findings: ['P83-filter-matches-nothing', 'P84-filter-date'],
  fine: 'the filter is understood',
});
