/** Two bare reads, source and target at the same time, every row decoded by the driver and then forgotten. */
import { readChat } from '../tds/tds-sql.ts';
import { report, taskOf } from './task.ts';
import { pagesOf } from './tds-pages.ts';
import { connected, type TdsPlace, type TdsTask } from './tds-task.ts';

const { source, target, streams } = taskOf<TdsTask>();
const begun = performance.now();
const counts = await Promise.all([source, target].flatMap((place) => streams.map((ranges) => read(place, ranges))));
report({ wallMs: performance.now() - begun, rows: counts.reduce((sum, rows) => sum + rows, 0) });

async function read(place: TdsPlace, ranges: TdsTask['streams'][number]): Promise<number> {
  const connection = await connected(place);
  let rows = 0;
  for (const range of ranges) for await (const page of pagesOf(connection, readChat(range))) rows += page.length;
  connection.close();
  return rows;
}
