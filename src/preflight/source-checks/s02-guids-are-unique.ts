import { findingCheck } from '../finding-check.ts';

export const s02 = findingCheck({
  id: 'S02',
  concern: 'source',
  title: 'No two rows share a GUID',
  requirement:
    'GUIDs of nodes, principals and add-ins are keys: links, file tokens and Active Directory refer to them.',
  source: 'Persistent Chat database schema',
  severity: 'block',
  endangers: 'data',
  again: ['migrate'],
  findings: ['P16-duplicate-guid'],
  fine: 'every GUID is there once',
});
