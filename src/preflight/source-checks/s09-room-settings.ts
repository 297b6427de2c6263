import { findingCheck } from '../finding-check.ts';

export const s09 = findingCheck({
  id: 'S09',
  concern: 'source',
  title: 'No room differs from its category in file upload or chat history',
  requirement: '2013 knows both settings for categories only.',
  source: 'New Persistent Chat Server features',
  severity: 'warn',
  endangers: 'service',
  again: ['migrate'],
  findings: ['P33-room-setting-lost'],
  fine: 'every room has the settings of its category',
});
