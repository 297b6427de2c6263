import { messageCheck } from '../message-check.ts';

export const s25 = messageCheck({
  id: 'S25',
  concern: 'source',
  title: 'Message IDs rise with time',
  requirement: 'chatId gives the order of a room; a message with a higher one is not older. Gaps are allowed.',
  source: 'tblChat; tblLastChatId',
  severity: 'warn',
  endangers: 'data',
  method:
    'chatDate of each message against the one before it in its room: first and last messages of 200 rooms, or all',
  manual: 'Run: `gc2pc verify`, which counts the messages that are older than the one before',
  counts: ({ backwards }) => backwards,
  what: 'are older than the one before',
  hint: 'Nothing to do: IDs and dates are kept as they are; look at the room after a rehearsal, in both clients.',
});
