/**
 * Reading one database, the same on every engine. Guarantees: only single SELECTs are sent; pages come in key order and
 * no row comes twice or is left out while the database is at rest; at most one page ahead of the caller is in memory.
 */
import type { Catalogue } from '#src/model/catalogue.ts';
import type { ChannelRun, DatabaseReader, Marked, MessageRange } from '#src/model/database-reader.ts';
import type { DatabaseIdentity } from '#src/model/identity.ts';
import type { ChannelPage, PageLimits, RoomBounds } from '#src/model/messages.ts';
import type { ColumnSpec, TableSpec } from '#src/model/schema/types.ts';
import type { Row, SqlValue } from '#src/model/value.ts';
import { KeyMissing, ObjectMissing } from '../errors/statement-errors.ts';
import { type ChatShape, rowDecoder } from './chat-shape.ts';
import type { Dialect } from './dialect.ts';
import { readBounds, readRangeBounds } from './read-bounds.ts';
import { markedColumns, messageSeek, messageWalk, poolIdOf, tableSeeks, wholeTable } from './reading-sql.ts';
import { rowMaker } from './row-maker.ts';
import { keyReader, MESSAGES_PER_SEEK, rowBytes, seekPages, TABLE_PAGE } from './seek-pages.ts';
import type { RangeMarking, RawRow, ReadSession } from './session.ts';
import type { Statement } from './statement.ts';

export interface ReaderParts<Message> {
  readonly session: ReadSession;
  readonly dialect: Dialect;
  readonly chat: ChatShape<Message>;
  /** What takes marks of messages while they are read. */
  marking(): RangeMarking;
  readCatalogue(): Promise<Catalogue>;
  /** Server and database as they name themselves. */
  readPlace(): Promise<{ readonly server: string; readonly database: string }>;
}

export class SqlReader<Message> implements DatabaseReader<Message> {
  readonly #parts: ReaderParts<Message>;
  #catalogue: Promise<Catalogue> | null = null;

  constructor(parts: ReaderParts<Message>) {
    this.#parts = parts;
  }

  /** Read anew at each call: the pool ID may change under a long run, and that must show. */
  async identity(): Promise<DatabaseIdentity> {
    const { dialect, session, readPlace, readCatalogue } = this.#parts;
    // One after the other: a second session costs more than the wait.
    const [catalogue, place] = [await readCatalogue(), await readPlace()];
    const has = (table: string, column: string) =>
      catalogue.tables.some((each) => each.name === table && each.columns.some(({ name }) => name === column));
    const statement = has('tblVersion', 'poolId')
      ? poolIdOf(dialect, 'tblVersion', 'poolId', 'versionId')
      : has('tblConfig', 'configPoolID')
        ? poolIdOf(dialect, 'tblConfig', 'configPoolID', 'configLabel')
        : null;
    const raw = statement === null ? undefined : (await session.query(statement))[0]?.[0];
    const poolId = typeof raw === 'string' ? raw.toUpperCase() : null;
    return { engine: dialect.engine, ...place, poolId };
  }

  catalogue(): Promise<Catalogue> {
    return this.#parts.readCatalogue();
  }

  async *rows(spec: TableSpec, present?: ReadonlySet<string>): AsyncIterable<readonly Row[]> {
    const { dialect, session } = this.#parts;
    const columns = spec.columns.filter((column) => present === undefined || present.has(column.name));
    if (columns.length === 0) throw new ObjectMissing(`documented column in ${spec.name}`);
    const decode = rowDecoder(dialect, columns);
    const toRow = rowMaker(spec, columns);
    const key = await this.#keyOf(spec);
    const pages =
      key === null
        ? wholePages(session, wholeTable(dialect, spec, columns))
        : seekPages({
            session,
            limits: TABLE_PAGE,
            seekRows: TABLE_PAGE.rows,
            size: rowBytes,
            decode,
            keyOf: keyReader(columns, key),
            seeks: (after) => tableSeeks(dialect, { table: spec, columns, key, after, rows: TABLE_PAGE.rows }),
          });
    for await (const page of pages) yield page.map((row) => toRow(key === null ? decode(row) : (row as SqlValue[])));
  }

  async *messages(range: MessageRange, limits: PageLimits, marked?: Marked): AsyncIterable<Message[]> {
    const { chat, dialect, session } = this.#parts;
    await this.#requireChatKey();
    const marking = marked === undefined ? null : this.#parts.marking();
    const columns = marking === null ? chat.selected : markedColumns(chat);
    const idAt = chat.selected.findIndex((column) => column.name === chat.chat.name);
    const seekRows = Math.max(limits.rows, MESSAGES_PER_SEEK);
    const pages = seekPages({
      session,
      limits,
      seekRows,
      size: chat.size,
      decode: rowDecoder(dialect, columns),
      keyOf: (row) => [row[idAt] as bigint],
      seeks: (after) => {
        const from = after === null ? range.after : (after[0] as bigint);
        return [messageSeek(dialect, chat, { ...range, after: from }, seekRows, columns)];
      },
      marking,
    });
    for await (const page of pages) {
      marking?.add(page);
      if (marking !== null) marked?.(marking.taken());
      if (columns !== chat.selected) for (const row of page) row.length = chat.selected.length;
      yield page.map(chat.tuple);
    }
    if (marking !== null) marked?.(marking.finish());
  }

  async *walk(run: ChannelRun, limits: PageLimits, marked?: Marked): AsyncIterable<ChannelPage<Message>[]> {
    const { chat, dialect, session } = this.#parts;
    await this.#requireChatKey();
    const marking = marked === undefined ? null : this.#parts.marking();
    const columns = markedColumns(chat);
    const idAt = columns.indexOf(chat.chat);
    const channelAt = columns.indexOf(chat.channel);
    const seekRows = Math.max(limits.rows, MESSAGES_PER_SEEK);
    const pages = seekPages({
      session,
      limits,
      seekRows,
      size: chat.size,
      decode: rowDecoder(dialect, columns),
      keyOf: (row) => [row[channelAt] ?? null, row[idAt] ?? null],
      seeks: (after) => {
        const last = after === null ? null : { channelId: after[0] as number, chatId: after[1] as bigint };
        return messageWalk(dialect, chat, run, last, seekRows);
      },
      marking,
    });
    for await (const page of pages) {
      marking?.add(page);
      if (marking !== null) marked?.(marking.taken());
      yield byChannel(page, channelAt, chat);
    }
    if (marking !== null) marked?.(marking.finish());
  }

  async bounds(ranges?: readonly MessageRange[], counted?: 'counted'): Promise<RoomBounds[]> {
    await this.#requireChatKey();
    const { session, dialect, chat } = this.#parts;
    if (ranges === undefined) return readBounds(session, dialect, chat);
    return readRangeBounds(session, dialect, chat, ranges, counted !== undefined);
  }

  /** The documented key, if the database really has it; else the table is read whole. */
  async #keyOf(spec: TableSpec): Promise<ColumnSpec[] | null> {
    const table = await this.#tableOf(spec.name);
    if (spec.primaryKey.length === 0 || !sameNames(table.primaryKey, spec.primaryKey)) return null;
    return spec.primaryKey.flatMap((name) => spec.columns.filter((column) => column.name === name));
  }

  async #requireChatKey(): Promise<void> {
    const { spec } = this.#parts.chat;
    const table = await this.#tableOf(spec.name);
    if (!sameNames(table.primaryKey, spec.primaryKey)) throw new KeyMissing(spec.name, spec.primaryKey);
  }

  async #tableOf(name: string) {
    this.#catalogue ??= this.#parts.readCatalogue();
    const table = (await this.#catalogue).tables.find((each) => each.name === name);
    if (table === undefined) throw new ObjectMissing(`table ${name}`);
    return table;
  }
}

/** @param channelAt place of the channel in a row; what follows the selected columns is cut off */
function byChannel<Message>(
  rows: readonly SqlValue[][],
  channelAt: number,
  chat: ChatShape<Message>,
): ChannelPage<Message>[] {
  const pages: ChannelPage<Message>[] = [];
  let current: ChannelPage<Message> | null = null;
  for (const row of rows) {
    const channelId = row[channelAt] as number;
    if (current === null || current.channelId !== channelId) {
      current = { channelId, messages: [] };
      pages.push(current);
    }
    row.length = chat.selected.length;
    current.messages.push(chat.tuple(row));
  }
  return pages;
}

async function* wholePages(session: ReadSession, statement: Statement): AsyncGenerator<RawRow[]> {
  const rows = await session.query(statement);
  for (let from = 0; from < rows.length; from += TABLE_PAGE.rows) yield rows.slice(from, from + TABLE_PAGE.rows);
}

function sameNames(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((name, index) => name === b[index]);
}
