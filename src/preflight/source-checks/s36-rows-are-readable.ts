import { findingCheck } from '../finding-check.ts';

export const s36 = findingCheck({
  id: 'S36',
  concern: 'source',
  title: 'The source is as documented, every row of it',
  requirement:
    'The source is a Group Chat database with its documented tables; a row with NULL where the documents forbid it, or with a reference that leads nowhere, cannot be carried over.',
  source: 'Lync Server 2010 Reference: Group Chat Database Schema',
  severity: 'block',
  endangers: 'data',
  again: ['migrate'],
  findings: ['P90-rejected-rows', 'P55-reference-without-row'],
  refusals: ['SOURCE_EMPTY', 'SOURCE_IS_2013', 'SOURCE_NOT_RECOGNISED', 'SOURCE_SCHEMA_DIFFERS'],
  fine: 'every row is as documented',
});
