/** Cuts a stream of rows into batches bounded by rows and bytes. */
import type { PageLimits } from '#src/model/messages.ts';
import type { Row } from '#src/model/value.ts';

/** What a value without text counts for. */
const FIXED_BYTES = 8;

/** Two bytes per UTF-16 unit, as SQL Server stores text. */
export function rowBytes(row: Row): number {
  let bytes = 0;
  for (const name in row) {
    const value = row[name];
    if (typeof value === 'string') bytes += value.length * 2;
    else bytes += value instanceof Uint8Array ? value.length : FIXED_BYTES;
  }
  return bytes;
}

/** Each batch holds at least one row. */
export function* rowBatches(rows: Iterable<Row>, limits: PageLimits): Iterable<Row[]> {
  let batch: Row[] = [];
  let bytes = 0;
  for (const row of rows) {
    const size = rowBytes(row);
    if (batch.length > 0 && (batch.length >= limits.rows || bytes + size > limits.bytes)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(row);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}
