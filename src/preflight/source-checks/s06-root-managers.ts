import { findingCheck } from '../finding-check.ts';

export const s06 = findingCheck({
  id: 'S06',
  concern: 'source',
  title: 'Managers of the root are wanted as managers of every room',
  requirement: 'A manager of the root category becomes manager of all rooms.',
  source: 'Migration process details',
  severity: 'warn',
  endangers: 'service',
  again: ['migrate'],
  findings: ['P41-root-manager'],
  fine: 'the root category has no managers',
});
