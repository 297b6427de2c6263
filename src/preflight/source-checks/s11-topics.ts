import { findingCheck } from '../finding-check.ts';

export const s11 = findingCheck({
  id: 'S11',
  concern: 'source',
  title: 'Topics find a place',
  requirement: '2013 has no topic; it is appended to the description where both fit.',
  source: 'New Persistent Chat Server features',
  severity: 'warn',
  endangers: 'data',
  again: ['migrate'],
  findings: ['P34-topic-appended', 'P35-topic-lost'],
  fine: 'no room has a topic',
});
