/** knex.batchInsert in chunks of its default size. Reading is not on the clock. */
import { knexOver } from '#src/engines/sqlite/knex-dialect.ts';
import { READ_CHAT } from '../sqlite/sqlite-sql.ts';
import { type SqliteTask, toRead, toWrite } from './sqlite-task.ts';
import { report, taskOf } from './task.ts';

/** SQLite's 32,766 parameters hold more, but its compound SELECT, which knex makes of the rows, ends at 500 terms. */
const ROWS_OF_STATEMENT = 450;

const { source, target, rows = 20_000 } = taskOf<SqliteTask>();
const from = toRead(source);
const read = from.prepare(READ_CHAT);
read.setReadBigInts(true);
const records: Record<string, unknown>[] = [];
for (const record of read.iterate()) {
  const { channelID, chatID, ...rest } = record;
  records.push({ channelId: channelID, chatId: chatID, ...rest });
  if (records.length === rows) break;
}
from.close();
const to = toWrite(target);
const builder = knexOver(to);
const begun = performance.now();
await builder.batchInsert('tblChat', records, ROWS_OF_STATEMENT);
const wallMs = performance.now() - begun;
await builder.destroy();
to.close();
report({ wallMs, rows: records.length });
