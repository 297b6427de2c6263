import { messageCheck } from '../message-check.ts';

export const s28 = messageCheck({
  id: 'S28',
  concern: 'source',
  title: 'Dates of messages are plausible',
  requirement: 'chatDate lies between 2007, when there was no Group Chat database yet, and today.',
  source: 'tblChat',
  severity: 'warn',
  endangers: 'data',
  method: 'chatDate, as 100 ns since the year 1, of the first and last messages of 200 rooms, or of every message',
  manual:
    'Run on a copy of the source: SELECT dbo.fnTicksToDate(MIN(chatDate)), dbo.fnTicksToDate(MAX(chatDate)) FROM tblChat',
  counts: ({ implausible }) => implausible,
  what: 'are dated before 2007 or after today',
  hint: 'Dates are copied bit for bit; compare one of them in the 2010 client. filter.since would leave out the early ones.',
});
