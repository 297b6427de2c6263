import { findingCheck } from '../finding-check.ts';

export const t02 = findingCheck({
  id: 'T02',
  concern: 'target',
  title: 'The target is as its server created it',
  requirement:
    'The target is a Persistent Chat database with its documented tables, and roles, types and values are found by name.',
  source: 'Persistent Chat database schema',
  severity: 'block',
  endangers: 'data',
  again: ['migrate'],
  findings: ['P05-static-row-missing', 'P57-no-system-principal'],
  refusals: [
    'TARGET_EMPTY',
    'TARGET_IS_2010',
    'TARGET_NOT_RECOGNISED',
    'TARGET_SCHEMA_DIFFERS',
    'TARGET_STATIC_ROWS_DIFFER',
  ],
  fine: 'every table and every static row that is needed is there',
});
