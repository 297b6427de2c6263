/** A bare read stream: one statement's rows as pages, the next page being read while the last one is worked on. */
import { type Connection, Request } from 'tedious';

export type PlainRow = unknown[];

const PAGE_ROWS = 10_000;

export async function* pagesOf(connection: Connection, text: string): AsyncGenerator<PlainRow[]> {
  const ready: PlainRow[][] = [];
  let filling: PlainRow[] = [];
  let ended = false;
  let failure: Error | null = null;
  let wake: () => void = () => {};
  const request = new Request(text, (error) => {
    failure = error ?? null;
    ended = true;
    wake();
  });
  request.on('row', (columns: readonly { readonly value: unknown }[]) => {
    filling.push(columns.map((column) => column.value));
    if (filling.length < PAGE_ROWS) return;
    ready.push(filling);
    filling = [];
    request.pause();
    wake();
  });
  connection.execSqlBatch(request);
  for (;;) {
    const page = ready.shift();
    if (page !== undefined) {
      request.resume();
      yield page;
    } else if (ended) {
      if (failure !== null) throw failure;
      if (filling.length > 0) yield filling;
      return;
    } else {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  }
}
