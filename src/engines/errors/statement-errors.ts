/** What can go wrong with one statement. Texts name tables, columns and keys' columns, never a value. */
import { type ExitName, OperatorError } from '#src/model/errors.ts';

/** The database, or its file, takes no writes. */
export class DatabaseReadOnly extends OperatorError {
  readonly code = 'DATABASE_READ_ONLY';
  readonly exit: ExitName = 'usage';
  readonly hint = 'Make the database or its file writable for this login, or name another target.';

  constructor(database: string, cause?: unknown) {
    super(`the database ${database} is read-only`, cause);
  }
}

/** The database has no room left, in its files or on their disk. */
export class DiskFull extends OperatorError {
  readonly code = 'DISK_FULL';
  readonly exit: ExitName = 'unreachable';
  readonly hint = 'Give the database (data and log) room, then run the same command again.';

  constructor(database: string, cause?: unknown) {
    super(`there is no room left for the database ${database}`, cause);
  }
}

/** The system could not read or write the file of a database; the transaction is rolled back. */
export class StorageFailed extends OperatorError {
  readonly code = 'STORAGE_FAILED';
  readonly exit: ExitName = 'unreachable';
  readonly hint =
    'See that its disk has room, that it can be reached, and that no limit on file sizes holds (ulimit -f); then run the same command again.';

  constructor(file: string, number: number, cause?: unknown) {
    super(`the system could not read or write ${file} (SQLite error ${number})`, cause);
  }
}

/** Pages of the database, or of its file, are not what was written: what they hold cannot be read. */
export class DatabaseDamaged extends OperatorError {
  readonly code = 'DATABASE_DAMAGED';
  readonly exit: ExitName = 'blocked';
  readonly hint =
    'Check the database (DBCC CHECKDB; PRAGMA integrity_check for SQLite) and restore a backup that is sound.';

  constructor(database: string, cause?: unknown) {
    super(`the database ${database} is damaged: a part of it cannot be read`, cause);
  }
}

/** Another program holds the database for longer than gc2pc waits, or a deadlock chose this side. */
export class DatabaseBusy extends OperatorError {
  readonly code = 'DATABASE_BUSY';
  readonly exit: ExitName = 'unreachable';
  readonly hint = 'Close other programs that use the database, then run the same command again.';

  constructor(database: string, cause?: unknown) {
    super(`the database ${database} is kept busy by others`, cause);
  }
}

/** A statement took longer than its time-out. */
export class StatementTimedOut extends OperatorError {
  readonly code = 'STATEMENT_TIMED_OUT';
  readonly exit: ExitName = 'unreachable';
  readonly hint = 'Look for blocking sessions on the server, then run the same command again.';

  constructor(place: string, cause?: unknown) {
    super(`a statement on ${place} took too long and was given up`, cause);
  }
}

export type RefusalReason = 'duplicate key' | 'foreign key' | 'NULL' | 'value does not fit' | 'constraint';

/** The database's own rules refuse a row. The transaction it belongs to is rolled back as a whole. */
export class RowRefused extends OperatorError {
  readonly code = 'ROW_REFUSED';
  readonly exit: ExitName = 'unexpected';
  readonly hint = 'Run "gc2pc verify" to see what the target holds; nothing of this batch was written.';
  readonly reason: RefusalReason;

  /** @param subject table, or table and column */
  constructor(reason: RefusalReason, subject: string, cause?: unknown) {
    super(`a row was refused: ${reason} (${subject})`, cause);
    this.reason = reason;
  }
}

/** A table or column that the statement needs is not there. */
export class ObjectMissing extends OperatorError {
  readonly code = 'OBJECT_MISSING';
  readonly exit: ExitName = 'blocked';
  readonly hint =
    'Run "gc2pc describe source" or "gc2pc describe target": it names what differs from the documented schema.';

  constructor(name: string, cause?: unknown) {
    super(`the database has no ${name}`, cause);
  }
}

/** A table without its documented key cannot be read in pages without the risk of losing rows. */
export class KeyMissing extends OperatorError {
  readonly code = 'KEY_MISSING';
  readonly exit: ExitName = 'blocked';
  readonly hint = 'Restore the documented primary key in a copy of the database, and migrate from that copy.';

  constructor(table: string, columns: readonly string[]) {
    super(`${table} lacks its primary key (${columns.join(', ')}): its rows have no safe order`);
  }
}

/** A defect of gc2pc: a reader was handed something other than a SELECT. */
export class WriteRefused extends Error {
  constructor() {
    super('a reading connection accepts single SELECT statements only');
    this.name = 'WriteRefused';
  }
}

/** The server rejected a statement for a reason that has no class of its own. */
export class StatementFailed extends OperatorError {
  readonly code = 'STATEMENT_FAILED';
  readonly exit: ExitName = 'unexpected';
  readonly hint = 'Report this with the log; the transaction was rolled back.';
  /** The server's own error number, null where it gave none. */
  readonly number: number | null;

  constructor(place: string, number: number | null, cause?: unknown) {
    super(`${place} rejected a statement${number === null ? '' : ` (error ${number})`}`, cause);
    this.number = number;
  }
}
