import { manualCheck } from '../manual-check.ts';

export const s29 = manualCheck({
  id: 'S29',
  concern: 'source',
  title: 'Files that messages link to are in the repository',
  requirement: 'The bytes behind a ma-filelink are in the file repository of the 2010 web service, whole.',
  source: 'Migration process details',
  severity: 'warn',
  endangers: 'data',
  results: ['pass', 'warn', 'unknown'],
  again: [],
  manual:
    "Compare the number of files in the repository with: SELECT COUNT(*) FROM tblChat WHERE content LIKE 'ma-filelink:%'",
  why: 'gc2pc was not given the file repository; messages with links are migrated unchanged',
});
