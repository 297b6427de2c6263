/**
 * One connection to a SQLite file. node:sqlite works synchronously: nothing here holds a statement open across an await,
 * because a reader that waits would block a writer of the same process for ever.
 */
import { realpathSync, statSync } from 'node:fs';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import { FileMissing } from '../errors/connection-errors.ts';
import { breathe } from './breath.ts';
import { isBusy, needsRollback, translated } from './sqlite-errors.ts';

/** How long SQLite itself waits, blocking the event loop: once while opening, and then at each try. */
const OPENING_WAIT_MS = 5_000;
const BLOCKING_WAIT_MS = 50;
/** How long gc2pc goes on asking in all. */
const PATIENCE_MS = 30_000;
const BETWEEN_TRIES_MS = 25;

export type SqliteMode = 'read' | 'write';

export class SqliteFile {
  readonly path: string;
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  /** @throws FileMissing, NotADatabase */
  constructor(path: string, mode: SqliteMode) {
    if (!statSync(path, { throwIfNoEntry: false })?.isFile()) throw new FileMissing(path);
    this.path = realpathSync(path);
    try {
      this.#database = new DatabaseSync(this.path, {
        readOnly: mode === 'read',
        timeout: OPENING_WAIT_MS,
        enableForeignKeyConstraints: true,
      });
      if (mode === 'write') {
        // DELETE, not WAL: only so do two attached files commit together. No spill: a spill takes the exclusive lock in
        // the middle of a transaction, and readers of this process would then block it.
        this.#database.exec('PRAGMA journal_mode = DELETE; PRAGMA synchronous = FULL; PRAGMA cache_spill = OFF');
      }
      this.#recovering((database) => database.prepare('SELECT COUNT(*) FROM sqlite_schema').get());
      this.#database.exec(`PRAGMA busy_timeout = ${BLOCKING_WAIT_MS}`);
    } catch (error) {
      throw translated(error, path);
    }
  }

  /** Runs `work` soon; while others keep the file busy, again after a pause that leaves the event loop free. */
  async patiently<R>(work: (database: DatabaseSync) => R): Promise<R> {
    await breathe();
    const until = Date.now() + PATIENCE_MS;
    for (;;) {
      try {
        return this.#recovering(work);
      } catch (error) {
        if (!isBusy(error) || Date.now() >= until) throw translated(error, this.path);
        await pause(BETWEEN_TRIES_MS);
      }
    }
  }

  /**
   * A writer that was killed leaves its rollback journal behind, which a read-only connection may not play back. The first
   * who comes does what every SQLite program does then, and what a server does when it starts: it takes back what never
   * was committed. Nothing else is written.
   */
  #recovering<R>(work: (database: DatabaseSync) => R): R {
    try {
      return work(this.#database);
    } catch (error) {
      if (!needsRollback(error)) throw error;
      const writable = new DatabaseSync(this.path, { timeout: OPENING_WAIT_MS });
      try {
        writable.prepare('SELECT COUNT(*) FROM sqlite_schema').get();
      } finally {
        writable.close();
      }
      return work(this.#database);
    }
  }

  /** A prepared statement that gives rows as arrays and integers as bigint; kept for the next time. */
  statement(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#database.prepare(sql);
      statement.setReadBigInts(true);
      statement.setReturnArrays(true);
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  /** For knex, which brings its own way of preparing. */
  get database(): DatabaseSync {
    return this.#database;
  }

  close(): void {
    this.#statements.clear();
    if (this.#database.isOpen) this.#database.close();
  }
}
