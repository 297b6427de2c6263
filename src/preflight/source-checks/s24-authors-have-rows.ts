import { messageCheck } from '../message-check.ts';

export const s24 = messageCheck({
  id: 'S24',
  concern: 'source',
  title: 'Every author of a message has a row',
  requirement: 'tblChat has no foreign key: a message may name an author who is no principal.',
  source: 'tblChat',
  severity: 'warn',
  endangers: 'data',
  method: 'userId of the first and last messages of 200 rooms, or of every message, against tblPrincipal',
  manual:
    'Run on a copy of the source: SELECT COUNT(*) FROM tblChat c WHERE NOT EXISTS (SELECT 1 FROM tblPrincipal p WHERE p.prinID = c.userId)',
  counts: ({ orphans }) => orphans,
  what: 'are of authors without a row',
  hint: 'Nothing to do: migrate gives such an author a placeholder (policies.orphanAuthor) and counts it.',
});
