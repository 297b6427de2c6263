/** SQLite's result codes as errors that an operator can act on. SQLite's own texts name tables and columns, no values. */
import { OperatorError } from '#src/model/errors.ts';
import { FileMissing, NotADatabase } from '../errors/connection-errors.ts';
import {
  DatabaseBusy,
  DatabaseDamaged,
  DatabaseReadOnly,
  DiskFull,
  ObjectMissing,
  type RefusalReason,
  RowRefused,
  StatementFailed,
  StorageFailed,
} from '../errors/statement-errors.ts';

/** Primary result codes: the low byte of an extended one (sqlite.org, "Result and Error Codes"). */
const BUSY = 5;
const LOCKED = 6;
const READ_ONLY = 8;
const IO_ERROR = 10;
const CORRUPT = 11;
const FULL = 13;
const CANNOT_OPEN = 14;
const CONSTRAINT = 19;
const NOT_A_DATABASE = 26;
const GENERAL = 1;

/** Extended codes of SQLITE_CONSTRAINT. */
const REFUSALS: Readonly<Record<number, RefusalReason>> = {
  787: 'foreign key',
  1299: 'NULL',
  1555: 'duplicate key',
  2067: 'duplicate key',
  2579: 'duplicate key',
};

export function isBusy(error: unknown): boolean {
  const code = primaryCode(error);
  return code === BUSY || code === LOCKED;
}

/** SQLITE_READONLY_ROLLBACK: an interrupted transaction must be taken back, and this connection cannot. */
export function needsRollback(error: unknown): boolean {
  return error instanceof Error && resultCode(error) === 776;
}

export function translated(error: unknown, file: string): Error {
  if (error instanceof OperatorError) return error;
  if (!(error instanceof Error)) return new StatementFailed(file, null, error);
  const extended = resultCode(error);
  if (extended === null) return error;
  switch (extended & 0xff) {
    case BUSY:
    case LOCKED:
      return new DatabaseBusy(file, error);
    case READ_ONLY:
      return new DatabaseReadOnly(file, error);
    case IO_ERROR:
      return new StorageFailed(file, extended, error);
    case CORRUPT:
      return new DatabaseDamaged(file, error);
    case FULL:
      return new DiskFull(file, error);
    case CANNOT_OPEN:
      return new FileMissing(file, error);
    case NOT_A_DATABASE:
      return new NotADatabase(file, error);
    case CONSTRAINT:
      return new RowRefused(REFUSALS[extended] ?? 'constraint', subjectOf(error.message), error);
    case GENERAL: {
      const missing = /no such (table|column): (.*)$/.exec(error.message);
      return missing === null
        ? new StatementFailed(file, extended, error)
        : new ObjectMissing(`${missing[1]} ${missing[2]}`, error);
    }
    default:
      return new StatementFailed(file, extended, error);
  }
}

function subjectOf(message: string): string {
  return /failed: (.*)$/.exec(message)?.[1] ?? 'constraint';
}

function primaryCode(error: unknown): number | null {
  const code = error instanceof Error ? resultCode(error) : null;
  return code === null ? null : code & 0xff;
}

function resultCode(error: Error): number | null {
  const { errcode } = error as { errcode?: unknown };
  return typeof errcode === 'number' ? errcode : null;
}
