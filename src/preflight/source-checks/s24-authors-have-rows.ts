import { manualCheck } from '../manual-check.ts';

export const s24 = manualCheck({
  id: 'S24',
  concern: 'source',
  title: 'Every author of a message has a row',
  requirement: 'tblChat has no foreign key: a message may name an author who is no principal.',
  source: 'tblChat',
  severity: 'warn',
  endangers: 'data',
  results: ['pass', 'warn', 'unknown'],
  again: [],
  manual:
    'Run on a copy of the source: SELECT COUNT(*) FROM tblChat c WHERE NOT EXISTS (SELECT 1 FROM tblPrincipal p WHERE p.prinID = c.userId)',
  why: 'every message would have to be read; migrate gives such an author a placeholder (policies.orphanAuthor) and counts it',
});
