/** The portable sessions over one SQLite file. */
import type { PageLimits } from '#src/model/messages.ts';
import type { ColumnSpec } from '#src/model/schema/types.ts';
import type { SqlValue } from '#src/model/value.ts';
import { assertSelect } from '../sql/select-guard.ts';
import type { PackedRows, RawPage, RawRow, ReadSession, WriteSession } from '../sql/session.ts';
import { quote, type Statement } from '../sql/statement.ts';
import { RowList } from './row-list.ts';
import { bindable } from './sqlite-dialect.ts';
import { translated } from './sqlite-errors.ts';
import type { SqliteFile } from './sqlite-file.ts';

export class SqliteReadSession implements ReadSession {
  readonly #file: SqliteFile;

  constructor(file: SqliteFile) {
    this.#file = file;
  }

  async query(statement: Statement): Promise<RawRow[]> {
    assertSelect(statement.sql);
    return this.#file.patiently(() => all(this.#file, statement));
  }

  /** One page, read in one go; the caller asks again from its last key. */
  async *pages(statement: Statement, size: (row: RawRow) => number, limits: PageLimits): AsyncIterable<RawPage> {
    assertSelect(statement.sql);
    yield await this.#file.patiently(() => {
      const rows: RawRow[] = [];
      let bytes = 0;
      const answer = this.#file.statement(statement.sql).iterate(...bindings(statement));
      for (const row of answer as Iterable<unknown>) {
        const each = row as unknown[];
        rows.push(each);
        bytes += size(each);
        // Leaving the loop resets the statement and lets go of the lock.
        if (rows.length >= limits.rows || bytes >= limits.bytes) return { rows, last: false };
      }
      return { rows, last: true };
    });
  }
}

/** Every call is made while the file's transaction is open. */
export class SqliteWriteSession implements WriteSession {
  readonly #file: SqliteFile;

  constructor(file: SqliteFile) {
    this.#file = file;
  }

  async query(statement: Statement): Promise<RawRow[]> {
    return this.#try(() => all(this.#file, statement));
  }

  async run(statement: Statement): Promise<number> {
    return this.#try(() => Number(this.#file.statement(statement.sql).run(...bindings(statement)).changes));
  }

  async insert(
    table: string,
    columns: readonly ColumnSpec[],
    rows: Iterable<readonly SqlValue[]> | PackedRows,
  ): Promise<void> {
    // All of them before the first goes in: a row that is refused while it is made leaves nothing behind.
    const all = rows instanceof RowList ? rows.list : [...(rows as Iterable<readonly SqlValue[]>)];
    const names = columns.map((column) => quote(column.name)).join(', ');
    const marks = columns.map(() => '?').join(', ');
    const types = columns.map((column) => column.type);
    this.#try(() => {
      const statement = this.#file.statement(`INSERT INTO ${table} (${names}) VALUES (${marks})`);
      for (const row of all) {
        statement.run(...types.map((type, index) => bindable(type, row[index] ?? null)));
      }
    });
  }

  #try<R>(work: () => R): R {
    try {
      return work();
    } catch (error) {
      throw translated(error, this.#file.path);
    }
  }
}

function all(file: SqliteFile, statement: Statement): RawRow[] {
  return file.statement(statement.sql).all(...bindings(statement)) as unknown as RawRow[];
}

function bindings(statement: Statement) {
  return statement.parameters.map(({ type, value }) => bindable(type, value));
}
