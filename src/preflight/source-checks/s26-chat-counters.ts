import { findingCheck } from '../finding-check.ts';

export const s26 = findingCheck({
  id: 'S26',
  concern: 'source',
  title: 'tblLastChatId is not behind the messages',
  requirement: 'The last chat ID of a room is at least its highest message, or the next message would collide.',
  source: 'tblLastChatId',
  severity: 'warn',
  endangers: 'data',
  again: ['migrate'],
  findings: ['P71-counter-corrected'],
  fine: 'no counter is behind its room',
});
