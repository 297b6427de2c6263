import { findingCheck } from '../finding-check.ts';

export const s15 = findingCheck({
  id: 'S15',
  concern: 'source',
  title: 'No two principals share a URI',
  requirement: 'A SIP URI belongs to one person.',
  source: 'tblPrincipal',
  severity: 'warn',
  endangers: 'data',
  again: ['migrate'],
  findings: ['P52-same-uri'],
  fine: 'every URI is there once',
});
