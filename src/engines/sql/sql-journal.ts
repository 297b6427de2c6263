/** The journal's rows, the same on every engine. Each table's shape is its spec in `journal-tables.ts`. */
import type { JournalChange, JournalReader, JournalTransaction } from '#src/journal/journal-port.ts';
import { JOURNAL_TABLES, type JournalRows, type JournalTableName } from '#src/journal/journal-tables.ts';
import type { TableSpec } from '#src/model/schema/types.ts';
import type { Row, SqlValue } from '#src/model/value.ts';
import { rowDecoder } from './chat-shape.ts';
import type { Dialect } from './dialect.ts';
import { tableSeeks } from './reading-sql.ts';
import { rowsWhere } from './rows-where-sql.ts';
import { keyReader, rowBytes, seekPages, TABLE_PAGE } from './seek-pages.ts';
import type { RawRow, ReadSession, WriteSession } from './session.ts';
import { quote, type Statement } from './statement.ts';
import { writerOf } from './table-writer.ts';
import { deleteWhere, updateByKey } from './writing-sql.ts';

/** From so many rows on a stage takes fewer round trips than a statement each: it is made, filled, used and dropped. */
const WORTH_STAGING = 5;

export interface JournalReaderParts {
  /** Its `table` qualifies names with the journal's database. */
  readonly dialect: Dialect;
  exists(): Promise<boolean>;
  query(statement: Statement): Promise<RawRow[]>;
  /** Asked only once the journal exists. */
  session(): ReadSession;
}

export class SqlJournalReader implements JournalReader {
  readonly #parts: JournalReaderParts;

  constructor(parts: JournalReaderParts) {
    this.#parts = parts;
  }

  exists(): Promise<boolean> {
    return this.#parts.exists();
  }

  async rows<T extends JournalTableName>(table: T, where: Partial<JournalRows[T]>): Promise<JournalRows[T][]> {
    if (!(await this.exists())) return [];
    const { dialect, query } = this.#parts;
    const spec = JOURNAL_TABLES[table];
    const decode = rowDecoder(dialect, spec.columns);
    const rows = await query(rowsWhere(dialect, spec, asRow(where)));
    return rows.map((raw) => recordOf<T>(spec, decode(raw)));
  }

  async *pages<T extends JournalTableName>(table: T, where: Partial<JournalRows[T]>): AsyncIterable<JournalRows[T][]> {
    if (!(await this.exists())) return;
    const { dialect, session } = this.#parts;
    const spec = JOURNAL_TABLES[table];
    const key = spec.primaryKey.map((name) => columnOf(spec, name));
    const given = leadingKey(spec, asRow(where));
    const pages = seekPages({
      session: session(),
      limits: TABLE_PAGE,
      seekRows: TABLE_PAGE.rows,
      size: rowBytes,
      decode: rowDecoder(dialect, spec.columns),
      keyOf: keyReader(spec.columns, key),
      seeks: (last) => {
        const after = last ?? (given.length === 0 ? null : given);
        const seek = { table: spec, columns: spec.columns, key, after, rows: TABLE_PAGE.rows, fixed: given.length };
        return tableSeeks(dialect, seek);
      },
    });
    for await (const page of pages) yield page.map((values) => recordOf<T>(spec, values));
  }
}

function recordOf<T extends JournalTableName>(spec: TableSpec, values: readonly SqlValue[]): JournalRows[T] {
  return Object.fromEntries(
    spec.columns.map((column, index) => [column.name, values[index]]),
  ) as unknown as JournalRows[T];
}

/** @throws Error where the conditions are not the first columns of the key: pages are sought, never filtered */
function leadingKey(spec: TableSpec, where: Row): SqlValue[] {
  const names = Object.keys(where);
  const leading = spec.primaryKey.slice(0, names.length);
  if (names.length >= spec.primaryKey.length || !leading.every((name) => names.includes(name)))
    throw new Error(`pages of ${spec.name} are asked for by the first columns of its key, not by ${names.join(', ')}`);
  return leading.map((name) => where[name] ?? null);
}

export class SqlJournalTransaction implements JournalTransaction {
  readonly #session: WriteSession;
  readonly #dialect: Dialect;

  /** @param dialect its `table` qualifies names with the journal's database */
  constructor(session: WriteSession, dialect: Dialect) {
    this.#session = session;
    this.#dialect = dialect;
  }

  async insert<T extends JournalTableName>(table: T, rows: readonly JournalRows[T][]): Promise<void> {
    if (rows.length === 0) return;
    const spec = JOURNAL_TABLES[table];
    const writer = writerOf(spec, spec.columns, null);
    const values = rows.map((row) => writer.values(asRow(row)));
    await this.#session.insert(this.#dialect.table(spec.name), spec.columns, values, null);
  }

  async update<T extends JournalTableName>(
    table: T,
    row: JournalRows[T],
    expected?: Partial<JournalRows[T]>,
  ): Promise<boolean> {
    const spec = JOURNAL_TABLES[table];
    const statement = updateByKey(this.#dialect, spec, spec.columns, spec.primaryKey, asRow(row), asRow(expected));
    return statement !== null && (await this.#session.run(statement)) === 1;
  }

  async updateAll<T extends JournalTableName>(table: T, changes: readonly JournalChange<T>[]): Promise<boolean> {
    const [first] = changes;
    if (first === undefined) return true;
    if (this.#session.changeAll === undefined || changes.length < WORTH_STAGING) {
      for (const { row, expected } of changes) if (!(await this.update(table, row, expected))) return false;
      return true;
    }
    const spec = JOURNAL_TABLES[table];
    const guards = Object.keys(first.expected).map((name) => columnOf(spec, name));
    const writer = writerOf(spec, spec.columns, null);
    const rows = changes.map(({ row, expected }) => [
      ...writer.values(asRow(row)),
      ...guards.map(({ name }) => guardOf(asRow(expected), name)),
    ]);
    const { columns, primaryKey: key } = spec;
    const touched = await this.#session.changeAll({
      table: this.#dialect.table(spec.name),
      columns,
      key,
      guards,
      rows,
    });
    return touched === changes.length;
  }

  async remove<T extends JournalTableName>(table: T, where: Partial<JournalRows[T]>): Promise<void> {
    await this.#session.run(deleteWhere(this.#dialect, JOURNAL_TABLES[table], asRow(where)));
  }
}

/** Puts the journal's own database before each table. */
export function journalDialect(dialect: Dialect, prefix: readonly string[]): Dialect {
  return { ...dialect, table: (name) => [...prefix, name].map(quote).join('.') };
}

function columnOf(spec: TableSpec, name: string) {
  const column = spec.columns.find((each) => each.name === name);
  if (column === undefined) throw new Error(`${spec.name} has no column ${name}`);
  return column;
}

function guardOf(row: Row, name: string): SqlValue {
  const value = row[name];
  if (value === undefined || value === null) throw new Error(`a change that expects ${name} has no value for it`);
  return value;
}

function asRow(record: object | undefined): Row {
  return (record ?? {}) as Row;
}
