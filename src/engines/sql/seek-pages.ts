/** A table or a part of one, page by page in key order, however large it is: each page begins where the last one ended. */
import type { PageLimits } from '#src/model/messages.ts';
import type { ColumnSpec } from '#src/model/schema/types.ts';
import type { SqlValue } from '#src/model/value.ts';
import { textBytes } from './chat-shape.ts';
import type { RangeMarking, RawRow, ReadSession } from './session.ts';
import type { Statement } from './statement.ts';

/** What `DatabaseReader.rows` and `JournalReader.pages` promise, and a bound for tables with long texts. */
export const TABLE_PAGE: PageLimits = { rows: 5_000, bytes: 16 * 1024 * 1024 };

/**
 * Messages that one statement asks for at least, whatever the size of the pages: so many that round trips do not count,
 * so few that a reader who leaves early, or a broken connection, wastes little.
 */
export const MESSAGES_PER_SEEK = 20_000;

export interface SeekParts {
  readonly session: ReadSession;
  readonly limits: PageLimits;
  /** Rows that one seek asks for at most; the pages are cut from them. */
  readonly seekRows: number;
  size(row: RawRow): number;
  decode(row: RawRow): SqlValue[];
  keyOf(row: readonly SqlValue[]): SqlValue[];
  /** The seeks that together give what follows `after`, in order. */
  seeks(after: readonly SqlValue[] | null): Statement[];
  readonly marking?: RangeMarking | null;
}

/** Seeks again and again from the last key, until a round of seeks has been read to its end. */
export async function* seekPages(parts: SeekParts): AsyncGenerator<SqlValue[][]> {
  let after: SqlValue[] | null = null;
  for (;;) {
    let ended = true;
    for (const statement of parts.seeks(after)) {
      let rows = 0;
      let last = true;
      for await (const page of parts.session.pages(statement, parts.size, parts.limits, parts.marking)) {
        last = page.last;
        if (page.rows.length === 0) continue;
        const decoded = page.rows.map(parts.decode);
        rows += decoded.length;
        after = parts.keyOf(decoded.at(-1) ?? []);
        yield decoded;
      }
      if (!last || rows >= parts.seekRows) {
        ended = false;
        break;
      }
    }
    if (ended) return;
  }
}

export function keyReader(columns: readonly ColumnSpec[], key: readonly ColumnSpec[]) {
  const places = key.map((column) => columns.indexOf(column));
  return (row: readonly SqlValue[]): SqlValue[] => places.map((at) => row[at] ?? null);
}

export function rowBytes(row: RawRow): number {
  let bytes = 0;
  for (const value of row) bytes += value instanceof Uint8Array ? value.byteLength : textBytes(value);
  return bytes;
}
