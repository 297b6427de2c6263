/**
 * Marks of a SQL Server database: its rows are read in key order and hashed as they come from the wire. Reading is what a
 * server does quickest: some take ten times as long to make a text of a row and hash that.
 */
import type sql from 'mssql';
import type { SqlServerAddress } from '#src/config/configuration.ts';
import type { Catalogue } from '#src/model/catalogue.ts';
import type { MessageRange } from '#src/model/database-reader.ts';
import type { MarksPort, MessageMark } from '#src/model/marks-port.ts';
import type { RoomBounds } from '#src/model/messages.ts';
import type { Opened } from '#src/model/opened.ts';
import { presentColumns } from '#src/model/schema/compare-catalogue.ts';
import type { TableSpec } from '#src/model/schema/types.ts';
import { Sharing } from '../sharing.ts';
import type { ChatShape } from '../sql/chat-shape.ts';
import { type MarkRun, markRuns } from '../sql/mark-runs.ts';
import { channelRows, rangeRows, tableRows } from '../sql/marks-sql.ts';
import type { Side } from '../sql/names.ts';
import { assertSelect } from '../sql/select-guard.ts';
import type { Statement } from '../sql/statement.ts';
import { ask } from './driver-request.ts';
import { type MarkTap, OrderedMark, RangeMarks, UnorderedMark } from './mark-taps.ts';
import { openSharedDatabase } from './shared-database.ts';
import { SQLSERVER_DIALECT as DIALECT } from './sqlserver-dialect.ts';
import { translated } from './sqlserver-errors.ts';

/** The second keeps the server reading while an answer is hashed; more would only burden a source that is in use. */
const STATEMENTS_AT_ONCE = 2;
/** Messages that one statement reads at most: several seconds' work. */
const STATEMENT_ROWS = 131_072;

export async function openSqlServerMarks<Message>(
  address: SqlServerAddress,
  chat: ChatShape<Message>,
  side: Side,
  sharing: Sharing = new Sharing(),
): Promise<Opened<MarksPort>> {
  const { port: shared, close } = await openSharedDatabase(address, 'read', side, sharing);
  return { port: new SqlServerMarks(shared.pool, address, chat, shared.catalogue), close };
}

class SqlServerMarks<Message> implements MarksPort {
  readonly #pool: sql.ConnectionPool;
  readonly #address: SqlServerAddress;
  readonly #chat: ChatShape<Message>;
  readonly #catalogue: () => Promise<Catalogue>;

  constructor(
    pool: sql.ConnectionPool,
    address: SqlServerAddress,
    chat: ChatShape<Message>,
    catalogue: () => Promise<Catalogue>,
  ) {
    this.#pool = pool;
    this.#address = address;
    this.#chat = chat;
    this.#catalogue = catalogue;
  }

  async tables(specs: readonly TableSpec[]): Promise<ReadonlyMap<string, string>> {
    const catalogue = await this.#catalogue();
    const marks = new Map<string, string>();
    const work = specs.flatMap((spec) => {
      const present = presentColumns(catalogue, spec);
      return present.size === 0 ? [] : [{ spec, columns: spec.columns.filter(({ name }) => present.has(name)) }];
    });
    const inTurn = work.values();
    const stream = async () => {
      for (const { spec, columns } of inTurn) {
        const key = keyOf(catalogue, spec);
        const tap = key === null ? new UnorderedMark() : new OrderedMark();
        await this.#read(tableRows(DIALECT, spec, columns, key), tap);
        marks.set(spec.name, tap.mark());
      }
    };
    await allOf(Array.from({ length: STATEMENTS_AT_ONCE }, stream));
    return new Map(work.map(({ spec }) => [spec.name, marks.get(spec.name) ?? '']));
  }

  async *messages(
    rooms: Iterable<RoomBounds>,
    wanted: (channelId: number) => boolean = () => true,
  ): AsyncIterable<readonly MessageMark[]> {
    const running: Promise<readonly MessageMark[]>[] = [];
    try {
      for (const run of markRuns(rooms, wanted, STATEMENT_ROWS)) {
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
    const tap = new OrderedMark();
    await this.#read(rangeRows(DIALECT, this.#chat, range, null), tap);
    const mark = tap.mark();
    return tap.count === 0 ? null : { rows: tap.count, mark };
  }

  async #run({ first, last }: MarkRun): Promise<readonly MessageMark[]> {
    if (first === last) return this.#room(first);
    const tap = new RangeMarks(this.#chat);
    await this.#read(channelRows(DIALECT, this.#chat, first.channelId, last.channelId), tap);
    return tap.finish();
  }

  /** One room may be larger than a statement should be. */
  async #room({ channelId, lastChatId }: RoomBounds): Promise<readonly MessageMark[]> {
    const tap = new RangeMarks(this.#chat);
    for (let after: bigint | null = null; ; after = tap.last) {
      const before = tap.count;
      const range = { channelId, after, upTo: lastChatId };
      await this.#read(rangeRows(DIALECT, this.#chat, range, STATEMENT_ROWS), tap);
      if (tap.count - before < STATEMENT_ROWS) return tap.finish();
    }
  }

  async #read(statement: Statement, tap: MarkTap): Promise<void> {
    assertSelect(statement.sql);
    try {
      const request = await ask(this.#pool, statement, tap, (values) => tap.decoded(values));
      await request.finished;
    } catch (error) {
      throw translated(error, this.#address);
    }
  }
}

/** The documented key, if the database really has it. */
function keyOf(catalogue: Catalogue, { name, primaryKey }: TableSpec): readonly string[] | null {
  const there = catalogue.tables.find((table) => table.name === name)?.primaryKey ?? [];
  const isThere = there.length === primaryKey.length && primaryKey.every((column, index) => column === there[index]);
  return primaryKey.length > 0 && isThere ? primaryKey : null;
}

/** Waits for all of them even when one fails: nothing goes on behind an error. */
async function allOf(work: readonly Promise<void>[]): Promise<void> {
  for (const ended of await Promise.allSettled(work)) if (ended.status === 'rejected') throw ended.reason;
}
