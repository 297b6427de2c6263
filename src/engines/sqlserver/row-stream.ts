/**
 * One statement's rows as pages, with back-pressure: when a whole page waits to be taken, the driver stops reading from
 * the socket. At most that page and the one being filled are in memory.
 */
import type sql from 'mssql';
import type { PageLimits } from '#src/model/messages.ts';
import type { RawPage, RawRow } from '../sql/session.ts';

/** A caller that leaves early lets the rest of the statement run out unread; statements here are bounded by TOP. */
export async function* streamedPages(
  request: sql.Request,
  text: string,
  size: (row: RawRow) => number,
  limits: PageLimits,
): AsyncGenerator<RawPage> {
  const ready: RawRow[][] = [];
  let filling: RawRow[] = [];
  let bytes = 0;
  let finished = false;
  let abandoned = false;
  let failure: unknown = null;
  let wake: () => void = () => {};

  request.stream = true;
  request.arrayRowMode = true;
  request.on('row', (row: RawRow) => {
    if (abandoned) return;
    filling.push(row);
    bytes += size(row);
    if (filling.length < limits.rows && bytes < limits.bytes) return;
    ready.push(filling);
    filling = [];
    bytes = 0;
    request.pause();
    wake();
  });
  request.on('error', (error: unknown) => {
    failure ??= error;
  });
  request.on('done', () => {
    finished = true;
    wake();
  });
  void request.query(text);

  try {
    for (;;) {
      const page = ready.shift();
      if (page !== undefined) {
        if (ready.length === 0) request.resume();
        yield { rows: page, last: false };
      } else if (finished) {
        if (failure !== null) throw failure;
        yield { rows: filling, last: true };
        return;
      } else {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
  } finally {
    if (!finished) {
      abandoned = true;
      request.resume();
    }
  }
}
