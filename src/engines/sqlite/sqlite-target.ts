/** Writing a SQLite target: one writer connection, the journal attached, transactions one after the other. */
import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import type { SourceBeside } from '#src/load/server-path/server-path-port.ts';
import type { MessagePack, TargetPort, TargetTransaction } from '#src/load/target-port.ts';
import type { Catalogue } from '#src/model/catalogue.ts';
import type { Opened } from '#src/model/opened.ts';
import type { TableSpec } from '#src/model/schema/types.ts';
import { FileMissing } from '../errors/connection-errors.ts';
import { CURRENT_CHAT } from '../sql/chat-shape.ts';
import type { ServerPathPlaces } from '../sql/server-path-sql.ts';
import { journalDialect, SqlJournalTransaction } from '../sql/sql-journal.ts';
import { SqlMessagePack } from '../sql/sql-message-pack.ts';
import { SqlTargetTransaction } from '../sql/sql-target-transaction.ts';
import { type TableWriter, tableWriter } from '../sql/table-writer.ts';
import { inTurn } from './file-turns.ts';
import { RowList } from './row-list.ts';
import { sqliteCatalogue } from './sqlite-catalogue.ts';
import { SQLITE_DIALECT } from './sqlite-dialect.ts';
import { SqliteFile } from './sqlite-file.ts';
import { SqliteReadSession, SqliteWriteSession } from './sqlite-sessions.ts';
import { sqliteTransaction } from './sqlite-transaction.ts';

const ATTACHED_AS = 'journal';
const SOURCE_ATTACHED_AS = 'source';

const PLACES: ServerPathPlaces = {
  messages: `[${SOURCE_ATTACHED_AS}].[tblChat]`,
  authors: `[${ATTACHED_AS}].[authorMap]`,
  ranges: `[${ATTACHED_AS}].[rangeMap]`,
  dialect: SQLITE_DIALECT,
  // A key that SQLite numbers takes a given value without being asked to.
  keepingIdentity: (statement) => statement,
};

/** @param beside the source's file, where messages shall be copied from one to the other; it is attached read-only */
export function openSqliteTarget(path: string, journalPath: string, beside: SourceBeside | null): Opened<TargetPort> {
  const target = new SqliteTarget(path, journalPath, beside);
  return { port: target, close: async () => target.close() };
}

class SqliteTarget implements TargetPort {
  /** A file has one writer. */
  readonly oneAtATime = true;
  readonly #file: SqliteFile;
  readonly #journalPath: string;
  readonly #beside: SourceBeside | null;
  #attached = false;
  #catalogue: Promise<Catalogue> | null = null;

  constructor(path: string, journalPath: string, beside: SourceBeside | null) {
    this.#file = new SqliteFile(path, 'write');
    this.#journalPath = journalPath;
    this.#beside = beside;
  }

  transaction<R>(work: (transaction: TargetTransaction) => Promise<R>): Promise<R> {
    return inTurn([this.#file.path, this.#journalPath], async () => {
      await this.#attach();
      const session = new SqliteWriteSession(this.#file);
      const journal = new SqlJournalTransaction(session, journalDialect(SQLITE_DIALECT, [ATTACHED_AS]));
      return sqliteTransaction(this.#file, () =>
        work(
          new SqlTargetTransaction({
            session,
            dialect: SQLITE_DIALECT,
            journal,
            writer: (spec) => this.#writer(spec),
            serverPath: this.#beside === null ? null : PLACES,
          }),
        ),
      );
    });
  }

  async pack(): Promise<MessagePack> {
    return new SqlMessagePack(await this.#writer(CURRENT_CHAT.spec), new RowList());
  }

  close(): void {
    this.#file.close();
  }

  async #writer(spec: TableSpec): Promise<TableWriter> {
    this.#catalogue ??= sqliteCatalogue((each) => new SqliteReadSession(this.#file).query(each));
    return tableWriter(spec, await this.#catalogue);
  }

  /** The journal must have been prepared: attaching would create an empty file in silence. */
  async #attach(): Promise<void> {
    if (this.#attached) return;
    if (!existsSync(this.#journalPath)) throw new FileMissing(this.#journalPath);
    await this.#file.patiently((database) => {
      database.prepare(`ATTACH DATABASE ? AS ${ATTACHED_AS}`).run(this.#journalPath);
      database.exec(`PRAGMA ${ATTACHED_AS}.journal_mode = DELETE; PRAGMA ${ATTACHED_AS}.synchronous = FULL`);
      if (this.#beside === null) return;
      const readOnly = `${pathToFileURL(this.#beside.database).href}?mode=ro`;
      database.prepare(`ATTACH DATABASE ? AS ${SOURCE_ATTACHED_AS}`).run(readOnly);
    });
    this.#attached = true;
  }
}
