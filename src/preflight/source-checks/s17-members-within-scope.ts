import { findingCheck } from '../finding-check.ts';

export const s17 = findingCheck({
  id: 'S17',
  concern: 'source',
  title: 'Members, managers and presenters are within the scope',
  requirement: 'Whoever is not within the allowed members of a category loses the role, as 2013 would take it away.',
  source: 'Set-CsPersistentChatRoom; Moving a chat room from one category to another',
  severity: 'warn',
  endangers: 'service',
  again: ['migrate'],
  findings: ['P40-outside-scope', 'P43-empty-scope', 'P44-room-scope'],
  fine: 'every role lies within the scope of its category',
});
