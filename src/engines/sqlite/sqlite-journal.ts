/** The journal of a SQLite target: the file `<name>.sqlite` beside it. */
import { closeSync, existsSync, openSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { JournalPort, JournalReader, JournalTransaction } from '#src/journal/journal-port.ts';
import { JOURNAL_TABLES, type JournalRows, type JournalTableName } from '#src/journal/journal-tables.ts';
import type { Opened } from '#src/model/opened.ts';
import { FileMissing } from '../errors/connection-errors.ts';
import { journalDialect, SqlJournalReader, SqlJournalTransaction } from '../sql/sql-journal.ts';
import type { Statement } from '../sql/statement.ts';
import { inTurn } from './file-turns.ts';
import { SQLITE_DIALECT } from './sqlite-dialect.ts';
import { SqliteFile, type SqliteMode } from './sqlite-file.ts';
import { SqliteReadSession, SqliteWriteSession } from './sqlite-sessions.ts';
import { createSqliteTables } from './sqlite-tables.ts';
import { sqliteTransaction } from './sqlite-transaction.ts';

/** The journal has been prepared once its first table is there. */
const HAS_TABLES: Statement = {
  sql: `SELECT COUNT(*) FROM sqlite_schema WHERE type = 'table' AND name = 'verification'`,
  parameters: [],
};

/** Where the journal of that target lies, whether or not it exists. */
export function journalFile(targetFile: string, journalDatabase: string): string {
  const target = existsSync(targetFile) ? realpathSync(targetFile) : targetFile;
  return join(dirname(target), `${journalDatabase}.sqlite`);
}

export function openSqliteJournalReader(path: string): Opened<JournalReader> {
  const journal = new SqliteJournalReader(path, 'read');
  return { port: journal, close: async () => journal.close() };
}

/** Opens the file only once it exists: reading must not create it, and it may appear while `status` watches. */
class SqliteJournalReader implements JournalReader {
  protected readonly path: string;
  readonly #mode: SqliteMode;
  readonly #reader: SqlJournalReader;
  #file: SqliteFile | null = null;
  #ready = false;

  constructor(path: string, mode: SqliteMode) {
    this.path = path;
    this.#mode = mode;
    this.#reader = new SqlJournalReader({
      dialect: journalDialect(SQLITE_DIALECT, ['main']),
      exists: () => this.exists(),
      query: (statement) => this.session().query(statement),
      session: () => this.session(),
    });
  }

  async exists(): Promise<boolean> {
    if (this.#ready) return true;
    if (!existsSync(this.path)) return false;
    const [row] = await this.session().query(HAS_TABLES);
    this.#ready = row?.[0] === 1n;
    return this.#ready;
  }

  rows<T extends JournalTableName>(table: T, where: Partial<JournalRows[T]>): Promise<JournalRows[T][]> {
    return this.#reader.rows(table, where);
  }

  pages<T extends JournalTableName>(table: T, where: Partial<JournalRows[T]>): AsyncIterable<JournalRows[T][]> {
    return this.#reader.pages(table, where);
  }

  close(): void {
    this.#file?.close();
    this.#file = null;
  }

  protected get file(): SqliteFile {
    this.#file ??= new SqliteFile(this.path, this.#mode);
    return this.#file;
  }

  protected session(): SqliteReadSession {
    return new SqliteReadSession(this.file);
  }
}

export function openSqliteJournal(path: string): Opened<JournalPort> {
  const journal = new SqliteJournal(path, 'write');
  return { port: journal, close: async () => journal.close() };
}

class SqliteJournal extends SqliteJournalReader implements JournalPort {
  prepare(): Promise<void> {
    return inTurn([this.path], async () => {
      if (!existsSync(dirname(this.path))) throw new FileMissing(this.path);
      // An empty file is a valid empty database.
      closeSync(openSync(this.path, 'a'));
      if (await this.exists()) return;
      // One transaction, so that a journal exists whole or not at all; a rival process waits and then finds it there.
      await sqliteTransaction(this.file, async () => {
        const session = new SqliteWriteSession(this.file);
        if ((await session.query(HAS_TABLES))[0]?.[0] === 1n) return;
        await createSqliteTables(this.file, Object.values(JOURNAL_TABLES), {
          collation: 'BINARY',
          identityColumns: [],
        });
      });
    });
  }

  transaction<R>(work: (transaction: JournalTransaction) => Promise<R>): Promise<R> {
    return inTurn([this.path], () =>
      sqliteTransaction(this.file, () =>
        work(new SqlJournalTransaction(new SqliteWriteSession(this.file), journalDialect(SQLITE_DIALECT, ['main']))),
      ),
    );
  }
}
