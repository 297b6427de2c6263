import { findingCheck } from '../finding-check.ts';

export const s21 = findingCheck({
  id: 'S21',
  concern: 'source',
  title: 'No user has rights of its own',
  requirement: 'Uploading files and administering are no rights of a user in 2013.',
  source: 'New Persistent Chat Server features',
  severity: 'warn',
  endangers: 'service',
  again: ['migrate'],
  findings: ['P54-permissions-lost'],
  fine: 'no user has rights of its own',
});
