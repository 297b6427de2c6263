import { findingCheck } from '../finding-check.ts';

export const t06 = findingCheck({
  id: 'T06',
  concern: 'target',
  title: 'IDs are free',
  requirement: 'IDs that the target uses already are moved above the highest, below 2,147,483,648.',
  source: 'gc2pc',
  severity: 'block',
  endangers: 'data',
  again: ['migrate'],
  findings: ['P91-ids-moved', 'P92-ids-exhausted'],
  fine: 'no ID has to move',
});
