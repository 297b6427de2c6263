/** Two bare reads, one after the other, every row decoded and then forgotten. */
import { READ_CHAT } from '../sqlite/sqlite-sql.ts';
import { type SqliteTask, toRead } from './sqlite-task.ts';
import { report, taskOf } from './task.ts';

const { source, target } = taskOf<SqliteTask>();
const begun = performance.now();
let rows = 0;
for (const file of [source, target]) {
  const database = toRead(file);
  const read = database.prepare(READ_CHAT);
  read.setReadBigInts(true);
  read.setReturnArrays(true);
  for (const _row of read.iterate()) rows += 1;
  database.close();
}
report({ wallMs: performance.now() - begun, rows });
