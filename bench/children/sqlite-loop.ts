/** The plainest loop: one prepared SELECT, one prepared INSERT, a commit every 10,000 rows. No transform, no checkpoint. */
import type { SQLInputValue } from 'node:sqlite';
import { INSERT_CHAT, READ_CHAT } from '../sqlite/sqlite-sql.ts';
import { BATCH_ROWS, type SqliteTask, toRead, toWrite } from './sqlite-task.ts';
import { report, taskOf } from './task.ts';

const { source, target } = taskOf<SqliteTask>();
const [from, to] = [toRead(source), toWrite(target)];
const read = from.prepare(READ_CHAT);
read.setReadBigInts(true);
read.setReturnArrays(true);
const insert = to.prepare(INSERT_CHAT);
const begun = performance.now();
let rows = 0;
to.exec('BEGIN IMMEDIATE');
for (const row of read.iterate() as unknown as Iterable<SQLInputValue[]>) {
  insert.run(...row);
  rows += 1;
  if (rows % BATCH_ROWS === 0) to.exec('COMMIT; BEGIN IMMEDIATE');
}
to.exec('COMMIT');
const wallMs = performance.now() - begun;
from.close();
to.close();
report({ wallMs, rows });
