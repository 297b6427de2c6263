import { manualCheck } from '../manual-check.ts';

export const s28 = manualCheck({
  id: 'S28',
  concern: 'source',
  title: 'Dates of messages are plausible',
  requirement: 'chatDate lies between the installation of Group Chat and today.',
  source: 'tblChat',
  severity: 'warn',
  endangers: 'data',
  results: ['pass', 'warn', 'unknown'],
  again: [],
  manual:
    'Run on a copy of the source: SELECT dbo.fnTicksToDate(MIN(chatDate)), dbo.fnTicksToDate(MAX(chatDate)) FROM tblChat',
  why: 'every message would have to be read; dates are copied bit for bit, whatever they are',
});
