import { manualCheck } from '../manual-check.ts';

export const s25 = manualCheck({
  id: 'S25',
  concern: 'source',
  title: 'Message IDs rise with time',
  requirement: 'chatId gives the order of a room; a message with a higher one is not older. Gaps are allowed.',
  source: 'tblChat; tblLastChatId',
  severity: 'warn',
  endangers: 'data',
  results: ['pass', 'warn', 'unknown'],
  again: [],
  manual: 'Run: gc2pc verify, which counts the messages that are older than the one before',
  why: 'every message would have to be read; IDs are kept as they are, and a double ID is refused by the key',
});
