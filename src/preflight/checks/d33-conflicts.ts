import { findingCheck } from '../finding-check.ts';

export const d33 = findingCheck({
  id: 'D33',
  concern: 'deployment',
  reads: true,
  title: 'The new pool is empty, or its names are known not to clash',
  requirement: 'Items of the new pool whose names are those of migrated ones are overwritten by the legacy data.',
  source: 'Migration from Lync Server 2010 Group Chat or Office Communications Server 2007 R2 Group Chat',
  severity: 'block',
  endangers: 'data',
  again: [],
  findings: ['P24-taken-over', 'P25-name-in-target', 'P62-add-in-conflict'],
  fine: 'no name of the target is one that is to be migrated',
});
