/**
 * Marks taken inside SQL Server. Only sums cross the wire, but for rows that its hash functions cannot take: those are
 * read and hashed here.
 */
import type { SqlServerAddress } from '#src/config/configuration.ts';
import type { Catalogue } from '#src/model/catalogue.ts';
import type { MessageRange } from '#src/model/database-reader.ts';
import { MARK_RANGE_IDS, type MarksPort, type MessageMark, markRangeEnd } from '#src/model/marks-port.ts';
import type { PageLimits, RoomBounds } from '#src/model/messages.ts';
import type { Opened } from '#src/model/opened.ts';
import { presentColumns } from '#src/model/schema/compare-catalogue.ts';
import type { ColumnSpec, TableSpec } from '#src/model/schema/types.ts';
import { type ChatShape, rowDecoder } from '../sql/chat-shape.ts';
import { type MarkRun, markRuns } from '../sql/mark-runs.ts';
import * as sql from '../sql/marks-sql.ts';
import type { Side } from '../sql/names.ts';
import { RowSum } from '../sql/row-sum.ts';
import { rowBytes } from '../sql/seek-pages.ts';
import type { RawRow, ReadSession } from '../sql/session.ts';
import type { Statement } from '../sql/statement.ts';
import { sqlServerCatalogue } from './catalogue.ts';
import { openPool } from './pool.ts';
import { SqlServerReadSession } from './read-session.ts';
import { SQLSERVER_DIALECT as DIALECT } from './sqlserver-dialect.ts';

const LONG_ROWS_PAGE: PageLimits = { rows: 500, bytes: 8 << 20 };
/** Statements at once: hashing is the server's work, and the second keeps it busy while an answer travels. */
const STATEMENTS_AT_ONCE = 2;
/** chatIds that one statement over a large room spans. */
const WINDOW_IDS = 16n * MARK_RANGE_IDS;

export async function openSqlServerMarks<Message>(
  address: SqlServerAddress,
  chat: ChatShape<Message>,
  side: Side,
): Promise<Opened<MarksPort>> {
  const pool = await openPool(address, 'read');
  const session = new SqlServerReadSession(pool, address);
  const port = new SqlServerMarks(session, chat, () => sqlServerCatalogue(session, side));
  return { port, close: () => pool.close() };
}

export class SqlServerMarks<Message> implements MarksPort {
  readonly #session: ReadSession;
  readonly #chat: ChatShape<Message>;
  readonly #catalogue: () => Promise<Catalogue>;

  constructor(session: ReadSession, chat: ChatShape<Message>, catalogue: () => Promise<Catalogue>) {
    this.#session = session;
    this.#chat = chat;
    this.#catalogue = catalogue;
  }

  async tables(specs: readonly TableSpec[]): Promise<ReadonlyMap<string, string>> {
    const catalogue = await this.#catalogue();
    const marks = new Map<string, string>();
    for (const spec of specs) {
      const present = presentColumns(catalogue, spec);
      const columns = spec.columns.filter(({ name }) => present.has(name));
      if (columns.length === 0) continue;
      const [row] = await this.#session.query(sql.tableMark(DIALECT, spec, columns));
      const mark = await this.#markOf(row ?? [], spec, columns, () => sql.longRows(DIALECT, spec, columns));
      marks.set(spec.name, mark);
    }
    return marks;
  }

  async *messages(
    rooms: readonly RoomBounds[],
    wanted: (channelId: number) => boolean = () => true,
  ): AsyncIterable<readonly MessageMark[]> {
    const running: Promise<readonly MessageMark[]>[] = [];
    try {
      for (const run of markRuns(rooms, wanted, Number(WINDOW_IDS))) {
        const marks = this.#run(run);
        // It may fail before it is awaited; then it is thrown where it is.
        marks.catch(() => {});
        running.push(marks);
        if (running.length >= STATEMENTS_AT_ONCE) yield (await running.shift()) ?? [];
      }
      while (running.length > 0) yield (await running.shift()) ?? [];
    } finally {
      await Promise.allSettled(running);
    }
  }

  async message(range: MessageRange): Promise<Pick<MessageMark, 'rows' | 'mark'> | null> {
    const [row] = await this.#session.query(sql.wholeRangeMark(DIALECT, this.#chat, range));
    const rows = Number(row?.[0] ?? 0);
    return rows === 0 ? null : { rows, mark: await this.#messageMark(row ?? [], range) };
  }

  async #run({ first, last }: MarkRun): Promise<readonly MessageMark[]> {
    if (first !== last) {
      const statement = sql.channelMarks(DIALECT, this.#chat, first.channelId, last.channelId);
      return this.#marks(await this.#session.query(statement));
    }
    return this.#largeRoom(first);
  }

  async #largeRoom({ channelId, firstChatId, lastChatId }: RoomBounds): Promise<readonly MessageMark[]> {
    const found: MessageMark[] = [];
    const end = markRangeEnd(lastChatId);
    /** Exclusive; null once there is nothing left. */
    let after: bigint | null = firstChatId === LOWEST ? null : firstChatId - 1n;
    for (let from = firstChatId; ; ) {
      const window = markRangeEnd(from) + WINDOW_IDS - MARK_RANGE_IDS;
      const upTo: bigint = window < end ? window : end;
      const rows = await this.#session.query(sql.rangeMarks(DIALECT, this.#chat, { channelId, after, upTo }));
      found.push(...(await this.#marks(rows)));
      if (upTo >= end) return found;
      after = upTo;
      from = upTo + 1n;
      if (rows.length > 0) continue;
      const [next] = await this.#session.query(sql.nextMessage(DIALECT, this.#chat, channelId, upTo));
      if (next === undefined || next[0] === null) return found;
      from = BigInt(String(next[0]));
    }
  }

  async #marks(rows: readonly RawRow[]): Promise<MessageMark[]> {
    const marks: MessageMark[] = [];
    for (const [channel, end, ...sums] of rows) {
      const channelId = Number(channel);
      const upTo = BigInt(String(end));
      const after = upTo - MARK_RANGE_IDS < LOWEST ? null : upTo - MARK_RANGE_IDS;
      const mark = await this.#messageMark(sums, { channelId, after, upTo });
      marks.push({ channelId, upTo, rows: Number(sums[0]), mark });
    }
    return marks;
  }

  #messageMark(sums: RawRow, range: MessageRange): Promise<string> {
    const { spec, selected } = this.#chat;
    return this.#markOf(sums, spec, selected, () => sql.longMessages(DIALECT, this.#chat, range));
  }

  /** @param sums rows, sum of those that the server hashed, and how many it left */
  async #markOf(
    [rows, sum, long]: RawRow,
    spec: TableSpec,
    columns: readonly ColumnSpec[],
    longOnes: () => Statement,
  ): Promise<string> {
    const mark = `${rows}.${sum ?? 0}`;
    if (Number(long ?? 0) === 0) return mark;
    const decode = rowDecoder(DIALECT, columns);
    const read = new RowSum(
      spec,
      columns.map(({ name }) => name),
    );
    for await (const page of this.#session.pages(longOnes(), rowBytes, LONG_ROWS_PAGE)) {
      for (const row of page.rows) read.add(decode(row));
    }
    return `${mark}.${read.take()}`;
  }
}

/** No bigint is lower. */
const LOWEST = -(2n ** 63n);
