import { findingCheck } from '../finding-check.ts';

export const s18 = findingCheck({
  id: 'S18',
  concern: 'source',
  title: 'Presenters are in auditoriums only',
  requirement: 'A normal room cannot have presenters.',
  source: 'Set-CsPersistentChatRoom',
  severity: 'warn',
  endangers: 'service',
  again: ['migrate'],
  findings: ['P42-presenter-dropped'],
  fine: 'no normal room has presenters',
});
