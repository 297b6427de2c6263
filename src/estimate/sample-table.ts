/** Reads a pass-through table from its beginning for a bounded time: whole where that suffices, else as a sample. */
import type { DatabaseReader } from '#src/model/database-reader.ts';
import type { LegacyMessage } from '#src/model/messages.ts';
import type { PassThrough } from '#src/model/plan.ts';
import type { TableSpec } from '#src/model/schema/types.ts';
import type { Row } from '#src/model/value.ts';
import type { Deadline } from './deadline.ts';
import { measureRows } from './table-space.ts';

export interface TableSample {
  /** Source rows that were read. */
  readonly read: number;
  readonly isWhole: boolean;
  /** Of the rows that would be written. */
  readonly written: ReturnType<typeof measureRows>;
}

/**
 * @param from the table of the source
 * @param to the table of the target
 * @param deadline it ends with it, even where the server is silent
 */
export async function sampleTable(
  source: Pick<DatabaseReader<LegacyMessage>, 'rows'>,
  from: TableSpec,
  to: TableSpec,
  passThrough: PassThrough,
  deadline: Deadline,
): Promise<TableSample> {
  let read = 0;
  let written = measureRows(to, []);
  const pages = source.rows(from)[Symbol.asyncIterator]();
  for (;;) {
    const next = await deadline.timed(() => pages.next());
    if (next?.result.done === true) return { read, isWhole: true, written };
    if (next !== null) {
      const page = next.result.value;
      read += page.length;
      written = joined(written, measureRows(to, writtenOf(page, passThrough)));
      if (!deadline.isOver) continue;
    }
    // Not waited for: whoever is silent now would be silent then.
    pages.return?.()?.catch(() => {});
    return { read, isWhole: false, written };
  }
}

/** What a sample says of the whole table. */
export function extrapolated({ read, isWhole, written }: TableSample, rows: number | null): TableSample['written'] {
  if (isWhole || rows === null || read === 0 || rows <= read) return written;
  const factor = rows / read;
  return {
    rows: Math.round(written.rows * factor),
    textBytes: written.textBytes,
    outside: {
      values: Math.round(written.outside.values * factor),
      bytes: Math.round(written.outside.bytes * factor),
    },
  };
}

export function joined(a: TableSample['written'], b: TableSample['written']): TableSample['written'] {
  const rows = a.rows + b.rows;
  return {
    rows,
    textBytes: rows === 0 ? 0 : (a.textBytes * a.rows + b.textBytes * b.rows) / rows,
    outside: { values: a.outside.values + b.outside.values, bytes: a.outside.bytes + b.outside.bytes },
  };
}

function* writtenOf(page: readonly Row[], passThrough: PassThrough): Iterable<Row> {
  for (const row of page) {
    const outcome = passThrough.map(row);
    if (outcome.outcome === 'write') yield outcome.row;
  }
}
