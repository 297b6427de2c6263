import { findingCheck } from '../finding-check.ts';

export const s23 = findingCheck({
  id: 'S23',
  concern: 'source',
  title: 'Every message has its room',
  requirement: 'Messages of a channel that is no room cannot be placed.',
  source: 'tblChat',
  severity: 'warn',
  endangers: 'data',
  again: ['migrate'],
  findings: ['P70-messages-without-room'],
  fine: 'every channel with messages is a room',
});
