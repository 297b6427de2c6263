import { findingCheck } from '../finding-check.ts';

export const s31 = findingCheck({
  id: 'S31',
  concern: 'source',
  title: 'Disabled rooms are meant to stay behind',
  requirement: 'Rooms that are not to be migrated are marked disabled first.',
  source: 'Migration process details',
  severity: 'warn',
  endangers: 'data',
  again: ['migrate'],
  findings: ['P81-disabled-room'],
  fine: 'no room is disabled',
});
