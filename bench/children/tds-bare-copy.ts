/**
 * The plainest copy that the driver allows: each stream reads its part as one or two statements and bulk loads pages of
 * 10,000 rows while the next one is read. It renumbers nothing, checks nothing and remembers nothing: killed, it starts over.
 */
import { type Connection, TYPES } from 'tedious';
import type { KeyRange } from '../ranges.ts';
import { readChat } from '../tds/tds-sql.ts';
import { report, taskOf } from './task.ts';
import { type PlainRow, pagesOf } from './tds-pages.ts';
import { connected, type TdsTask } from './tds-task.ts';

const { source, target, streams } = taskOf<TdsTask>();
const pairs = await Promise.all(
  streams.map(async (ranges) => ({ ranges, from: await connected(source), to: await connected(target) })),
);
const begun = performance.now();
const moved = await Promise.all(pairs.map(({ ranges, from, to }) => copied(ranges, from, to)));
const wallMs = performance.now() - begun;
for (const { from, to } of pairs) {
  from.close();
  to.close();
}
report({ wallMs, rows: moved.reduce((sum, rows) => sum + rows, 0) });

async function copied(ranges: readonly (KeyRange | null)[], from: Connection, to: Connection): Promise<number> {
  let rows = 0;
  for (const range of ranges) {
    for await (const page of pagesOf(from, readChat(range))) rows += await loaded(to, page);
  }
  return rows;
}

function loaded(connection: Connection, rows: PlainRow[]): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const load = connection.newBulkLoad('[dbo].[tblChat]', { keepNulls: true }, (error, count) =>
    error ? reject(error) : resolve(count ?? 0),
  );
  load.addColumn('channelId', TYPES.Int, { nullable: false });
  load.addColumn('chatId', TYPES.BigInt, { nullable: false });
  load.addColumn('chatDate', TYPES.BigInt, { nullable: false });
  load.addColumn('userId', TYPES.Int, { nullable: false });
  load.addColumn('isAlert', TYPES.Bit, { nullable: false });
  load.addColumn('content', TYPES.NVarChar, { nullable: false, length: Number.POSITIVE_INFINITY });
  connection.execBulkLoad(load, rows);
  return promise;
}
