/**
 * One statement's rows as pages, with back-pressure: when a whole page waits to be taken, no more is read from the socket.
 * At most that page, the one being filled and one packet are in memory.
 */
import type sql from 'mssql';
import type { PageLimits } from '#src/model/messages.ts';
import type { RawPage, RawRow } from '../sql/session.ts';
import type { Statement } from '../sql/statement.ts';
import { ask, type DriverRequest } from './driver-request.ts';
import type { RangeMarks } from './mark-taps.ts';
import { NULLS_ROW_TOKEN, ROW_TOKEN, RowValues, type WireColumn, type WireOptions } from './row-values.ts';
import type { RowTap } from './token-tap.ts';

/**
 * A caller that leaves early lets the rest of the statement run out unread; statements here are bounded by TOP.
 * @param marks are taken of each row, from the same bytes
 */
export async function* streamedPages(
  pool: sql.ConnectionPool,
  statement: Statement,
  size: (row: RawRow) => number,
  limits: PageLimits,
  marks: RangeMarks | null = null,
): AsyncGenerator<RawPage> {
  const pages = new Pages(size, limits, marks);
  const request = await ask(pool, statement, pages);
  pages.from(request);
  try {
    for (;;) {
      const page = pages.next();
      if (page !== null) yield page;
      else if (pages.ended) {
        await request.finished;
        yield pages.rest();
        return;
      } else await pages.more();
    }
  } finally {
    pages.abandon();
  }
}

class Pages implements RowTap {
  readonly #size: (row: RawRow) => number;
  readonly #limits: PageLimits;
  readonly #marks: RangeMarks | null;
  #isMarked = false;
  readonly #ready: RawRow[][] = [];
  #filling: RawRow[] = [];
  #bytes = 0;
  #values: RowValues | null = null;
  #request: DriverRequest | null = null;
  #abandoned = false;
  #wake: () => void = () => {};
  ended = false;

  constructor(size: (row: RawRow) => number, limits: PageLimits, marks: RangeMarks | null) {
    this.#size = size;
    this.#limits = limits;
    this.#marks = marks;
  }

  from(request: DriverRequest): void {
    this.#request = request;
    if (this.#ready.length > 0) request.pause();
    const end = (): void => {
      this.ended = true;
      this.#wake();
    };
    request.finished.then(end, end);
  }

  begin(columns: readonly WireColumn[], options: WireOptions): boolean {
    this.#values = new RowValues(columns, options);
    // Without its documented types a row has no mark, and what asks for it does without.
    this.#isMarked = this.#marks?.begin(columns) === true;
    return true;
  }

  take(bytes: Buffer, from: number): number {
    const values = this.#values as RowValues;
    let at = from;
    while (at < bytes.length && (bytes[at] === ROW_TOKEN || bytes[at] === NULLS_ROW_TOKEN)) {
      const row = values.read(bytes, at);
      if (row === null) {
        if (at === from) return -values.end;
        break;
      }
      at = values.end;
      this.#add(row);
    }
    // The same rows again, while their bytes are at hand.
    if (this.#isMarked && !this.#abandoned) this.#marks?.take(bytes, from);
    return at;
  }

  #add(row: RawRow): void {
    if (this.#abandoned) return;
    this.#filling.push(row);
    this.#bytes += this.#size(row);
    if (this.#filling.length < this.#limits.rows && this.#bytes < this.#limits.bytes) return;
    this.#ready.push(this.#filling);
    this.#filling = [];
    this.#bytes = 0;
    this.#request?.pause();
    this.#wake();
  }

  /** A page that is full; taking the last one lets the next rows come. */
  next(): RawPage | null {
    const rows = this.#ready.shift();
    if (rows === undefined) return null;
    if (this.#ready.length === 0) this.#request?.resume();
    return { rows, last: false };
  }

  rest(): RawPage {
    return { rows: this.#filling, last: true };
  }

  more(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  abandon(): void {
    if (this.ended) return;
    this.#abandoned = true;
    this.#request?.resume();
  }
}
