/** Writing a SQLite target: one writer connection, the journal attached, transactions one after the other. */
import { existsSync } from 'node:fs';
import type { MessagePack, TargetPort, TargetTransaction } from '#src/load/target-port.ts';
import type { Catalogue } from '#src/model/catalogue.ts';
import type { Opened } from '#src/model/opened.ts';
import type { TableSpec } from '#src/model/schema/types.ts';
import { DatabaseMissing } from '../errors/connection-errors.ts';
import { CURRENT_CHAT } from '../sql/chat-shape.ts';
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

export function openSqliteTarget(path: string, journalPath: string): Opened<TargetPort> {
  const target = new SqliteTarget(path, journalPath);
  return { port: target, close: async () => target.close() };
}

class SqliteTarget implements TargetPort {
  readonly #file: SqliteFile;
  readonly #journalPath: string;
  #attached = false;
  #catalogue: Promise<Catalogue> | null = null;

  constructor(path: string, journalPath: string) {
    this.#file = new SqliteFile(path, 'write');
    this.#journalPath = journalPath;
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
    if (!existsSync(this.#journalPath)) throw new DatabaseMissing(this.#journalPath);
    await this.#file.patiently((database) => {
      database.prepare(`ATTACH DATABASE ? AS ${ATTACHED_AS}`).run(this.#journalPath);
      database.exec(`PRAGMA ${ATTACHED_AS}.journal_mode = DELETE; PRAGMA ${ATTACHED_AS}.synchronous = FULL`);
    });
    this.#attached = true;
  }
}
