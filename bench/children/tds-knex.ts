/** knex.batchInsert, with as many rows a statement as SQL Server's 2,100 parameters allow. Reading is not on the clock. */
import knex from 'knex';
import { readChat } from '../tds/tds-sql.ts';
import { report, taskOf } from './task.ts';
import { type PlainRow, pagesOf } from './tds-pages.ts';
import { connected, type TdsTask } from './tds-task.ts';

const ROWS_OF_STATEMENT = 300;

const { source, target, rows = 20_000 } = taskOf<TdsTask>();
const taken: PlainRow[] = [];
const from = await connected(source);
for await (const page of pagesOf(from, readChat(null))) {
  taken.push(...page.slice(0, rows - taken.length));
  if (taken.length === rows) break;
}
from.close();
const { host, port, user, password, database, encrypt, trustServerCertificate } = target;
const builder = knex({
  client: 'mssql',
  connection: {
    server: host,
    port,
    user,
    password,
    database,
    options: { encrypt, trustServerCertificate, packetSize: 16_384, requestTimeout: 1_800_000 },
  } as unknown as knex.Knex.MsSqlConnectionConfig,
  pool: { min: 1, max: 1 },
});
const records = taken.map(([channelId, chatId, chatDate, userId, isAlert, content]) => ({
  channelId,
  chatId,
  chatDate,
  userId,
  isAlert,
  content,
}));
await builder.raw('SELECT 1 AS n');
const begun = performance.now();
await builder.batchInsert('tblChat', records, ROWS_OF_STATEMENT);
const wallMs = performance.now() - begun;
await builder.destroy();
report({ wallMs, rows: records.length });
