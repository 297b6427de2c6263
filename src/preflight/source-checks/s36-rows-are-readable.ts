import { findingCheck } from '../finding-check.ts';

export const s36 = findingCheck({
  id: 'S36',
  concern: 'source',
  title: 'Every row is as documented',
  requirement:
    'A row with NULL where the documents forbid it, or with a reference that leads nowhere, cannot be carried over.',
  source: 'Lync Server 2010 Reference: Group Chat Database Schema',
  severity: 'warn',
  endangers: 'data',
  again: ['migrate'],
  findings: ['P90-rejected-rows', 'P55-reference-without-row'],
  fine: 'every row is as documented',
});
