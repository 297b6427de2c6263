import { findingCheck } from '../finding-check.ts';

export const t02 = findingCheck({
  id: 'T02',
  concern: 'target',
  title: 'The static rows are there',
  requirement: 'Roles, types and values that the server created are found by name.',
  source: 'Persistent Chat database schema',
  severity: 'block',
  endangers: 'data',
  again: ['migrate'],
  findings: ['P05-static-row-missing', 'P57-no-system-principal'],
  fine: 'every static row that is needed is there',
});
