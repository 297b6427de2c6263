import { expect, it } from 'vitest';
import { translated } from '#src/engines/sqlite/sqlite-errors.ts';

function sqliteError(errcode: number, message: string): Error {
  return Object.assign(new Error(message), { code: 'ERR_SQLITE_ERROR', errcode });
}

it.each([
  [5, 'database is locked', 'DATABASE_BUSY', 10],
  [261, 'database is locked', 'DATABASE_BUSY', 10],
  [8, 'attempt to write a readonly database', 'DATABASE_READ_ONLY', 2],
  [778, 'disk I/O error', 'STORAGE_FAILED', 10],
  [11, 'database disk image is malformed', 'DATABASE_DAMAGED', 3],
  [267, 'database disk image is malformed', 'DATABASE_DAMAGED', 3],
  [13, 'database or disk is full', 'DISK_FULL', 10],
  [14, 'unable to open database file', 'DATABASE_MISSING', 2],
  [26, 'file is not a database', 'NOT_A_DATABASE', 2],
  [787, 'FOREIGN KEY constraint failed', 'ROW_REFUSED', 1],
  [1, 'no such table: tblNode', 'OBJECT_MISSING', 3],
  [1, 'near "x": syntax error', 'STATEMENT_FAILED', 1],
])('makes result code %i (%s) an error for the operator', (errcode, message, code, exitCode) => {
  expect(translated(sqliteError(errcode, message), '/data/mgc.sqlite')).toMatchObject({ code, exitCode });
});

it('names the column that a constraint is about', () => {
  const error = translated(sqliteError(1555, 'UNIQUE constraint failed: tblChat.channelId, tblChat.chatId'), 'f');
  expect(error).toMatchObject({ reason: 'duplicate key', message: expect.stringContaining('tblChat.chatId') });
});

it('leaves an error that is not from SQLite as it is', () => {
  const mine = new TypeError('mine');
  expect(translated(mine, 'f')).toBe(mine);
});
