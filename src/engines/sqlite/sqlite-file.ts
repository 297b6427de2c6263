/**
 * One connection to a SQLite file. node:sqlite works synchronously: nothing here holds a statement open across an await,
 * because a reader that waits would block a writer of the same process for ever.
 */
import { realpathSync, statSync } from 'node:fs';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import { DatabaseMissing } from '../errors/connection-errors.ts';
import { isBusy, translated } from './sqlite-errors.ts';

/** How long SQLite itself waits, blocking the event loop. */
const BLOCKING_WAIT_MS = 50;
/** How long gc2pc goes on asking in all. */
const PATIENCE_MS = 30_000;
const BETWEEN_TRIES_MS = 25;

export type SqliteMode = 'read' | 'write';

export class SqliteFile {
  readonly path: string;
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  /** @throws DatabaseMissing, NotADatabase */
  constructor(path: string, mode: SqliteMode) {
    if (!statSync(path, { throwIfNoEntry: false })?.isFile()) throw new DatabaseMissing(path);
    this.path = realpathSync(path);
    if (mode === 'read') recover(this.path);
    try {
      this.#database = new DatabaseSync(this.path, {
        readOnly: mode === 'read',
        timeout: BLOCKING_WAIT_MS,
        enableForeignKeyConstraints: true,
      });
      if (mode === 'write') {
        // DELETE, not WAL: only so do two attached files commit together. No spill: a spill takes the exclusive lock in
        // the middle of a transaction, and readers of this process would then block it.
        this.#database.exec('PRAGMA journal_mode = DELETE; PRAGMA synchronous = FULL; PRAGMA cache_spill = OFF');
      }
      this.#database.prepare('SELECT COUNT(*) FROM sqlite_schema').get();
    } catch (error) {
      throw translated(error, path);
    }
  }

  /** Runs `work` at once; while others keep the file busy, again after a pause that leaves the event loop free. */
  async patiently<R>(work: (database: DatabaseSync) => R): Promise<R> {
    const until = Date.now() + PATIENCE_MS;
    for (;;) {
      try {
        return work(this.#database);
      } catch (error) {
        if (!isBusy(error) || Date.now() >= until) throw translated(error, this.path);
        await pause(BETWEEN_TRIES_MS);
      }
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

/** SQLite's code for: a killed process has left a transaction half way, and a reader may not undo it. */
const READONLY_ROLLBACK = 776;

/**
 * What a killed writer left half way is undone by whoever opens the file next. SQLite leaves that to connections that
 * may write; nothing of the database as it was last committed changes by it.
 */
function recover(path: string): void {
  let reader: DatabaseSync | null = null;
  try {
    reader = new DatabaseSync(path, { readOnly: true, timeout: BLOCKING_WAIT_MS });
    reader.prepare('SELECT COUNT(*) FROM sqlite_schema').get();
  } catch (error) {
    if ((error as { errcode?: unknown }).errcode !== READONLY_ROLLBACK) return;
    const writer = new DatabaseSync(path, { timeout: BLOCKING_WAIT_MS });
    try {
      writer.prepare('SELECT COUNT(*) FROM sqlite_schema').get();
    } finally {
      writer.close();
    }
  } finally {
    reader?.close();
  }
}
