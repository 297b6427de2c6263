/**
 * Driver and server errors as errors that an operator can act on. The server's texts may hold values (a duplicate key, a
 * truncated text), so they are never passed on: an error keeps the number, and names objects only where the text is known
 * to hold nothing else.
 */
import type { SqlServerAddress } from '#src/config/configuration.ts';
import { OperatorError } from '#src/model/errors.ts';
import {
  ConnectionFailed,
  ConnectionLost,
  ConnectionRefused,
  DatabaseMissing,
  EncryptionRequired,
  HostUnknown,
  LoginRefused,
  RightMissing,
  TlsFailed,
} from '../errors/connection-errors.ts';
import {
  DatabaseBusy,
  DatabaseDamaged,
  DatabaseReadOnly,
  DiskFull,
  ObjectMissing,
  type RefusalReason,
  RowRefused,
  StatementFailed,
  StatementTimedOut,
} from '../errors/statement-errors.ts';
import { placeOf } from './connection-options.ts';

/** Numbers of Microsoft's "Database Engine events and errors". */
const REFUSALS: Readonly<Record<number, RefusalReason>> = {
  2627: 'duplicate key',
  2601: 'duplicate key',
  547: 'foreign key',
  515: 'NULL',
  8152: 'value does not fit',
  2628: 'value does not fit',
  8115: 'value does not fit',
  220: 'value does not fit',
  4815: 'value does not fit',
};
/** Deadlock victim, lock request time-out, another database being made, snapshot conflicts. */
const BUSY = new Set([1205, 1222, 1807, 3960, 41302, 41305, 41325]);
/** Babelfish, of two that change its catalogue at once; it has no number for that. */
const CATALOGUE_CONFLICT = /^tuple concurrently (updated|deleted)/i;
const RIGHTS = new Set([229, 230, 262, 297, 300, 916, 15247, 2571, 1088, 3701]);
/** 916 of a server that does not number it so. It names a login and a database, and nothing else. */
const NOT_ENTERED =
  /the server principal "[^"]*" is not able to access the database "[^"]*" under the current security context/i;
/** A page that cannot be read, or is not the one that was asked for; a piece of a large value that is missing. */
const DAMAGED = new Set([605, 823, 824, 7105]);
const FULL = new Set([1101, 1105, 9002]);
const READ_ONLY = new Set([3906, 3908, 3909]);
const NO_DATABASE = new Set([911, 4060, 4063, 4064, 40515]);
const LOGIN = new Set([18452, 18456, 18461, 18470, 18486, 18487, 18488]);
const LOST_CODES = new Set(['ESOCKET', 'ECONNCLOSED', 'ECONNRESET', 'EPIPE', 'EINVALIDSTATE', 'ENOCONN']);

interface DriverError extends Error {
  code?: string;
  number?: number;
  class?: number;
  originalError?: unknown;
  precedingErrors?: DriverError[];
  errors?: DriverError[];
}

/** What is left of a server's error when its text may not be shown. */
export class ServerError extends Error {
  readonly number: number | null;
  readonly code: string | null;

  constructor(error: DriverError) {
    super(`server error ${error.number ?? 'without a number'}${error.code === undefined ? '' : ` (${error.code})`}`);
    this.name = 'ServerError';
    this.number = error.number ?? null;
    this.code = error.code ?? null;
  }
}

/** An error that came while work was under way. */
export function translated(error: unknown, address: SqlServerAddress): Error {
  if (error instanceof OperatorError || !(error instanceof Error)) return error as Error;
  const chain = chainOf(error as DriverError);
  for (const each of chain) {
    const known = byNumber(each, address);
    if (known !== null) return known;
  }
  const place = placeOf(address);
  const worst = chain[0] ?? (error as DriverError);
  if (chain.some((each) => LOST_CODES.has(each.code ?? ''))) return new ConnectionLost(place, new ServerError(worst));
  if (chain.some((each) => each.code === 'ETIMEOUT')) return new StatementTimedOut(place, new ServerError(worst));
  if (!chain.some((each) => each.code !== undefined || each.number !== undefined)) return error;
  return new StatementFailed(place, worst.number ?? null, new ServerError(worst));
}

/** An error that came while connecting. Login texts name users and databases, never passwords. */
export function connectError(error: unknown, address: SqlServerAddress): Error {
  if (error instanceof OperatorError || !(error instanceof Error)) return error as Error;
  const place = placeOf(address);
  const chain = chainOf(error as DriverError);
  const text = chain.map((each) => each.message).join(' ');
  const cause = new ServerError(chain[0] ?? (error as DriverError));
  if (/ENOTFOUND|EAI_AGAIN/.test(text)) return new HostUnknown(address.host, cause);
  if (/requires encryption/i.test(text)) return new EncryptionRequired(place, cause);
  if (
    chain.some((each) => NO_DATABASE.has(each.number ?? 0)) ||
    /database .* does not exist|cannot open database/i.test(text)
  ) {
    return new DatabaseMissing(address.database, cause);
  }
  if (chain.some((each) => LOGIN.has(each.number ?? 0) || each.code === 'ELOGIN')) {
    return new LoginRefused(address.user, place, address.database, cause);
  }
  if (/ECONNREFUSED|EHOSTUNREACH|ENETUNREACH/.test(text)) return new ConnectionRefused(place, cause);
  const tls = /certificate|\bssl\b|\btls\b|handshake|unsupported protocol|legacy sigalg|wrong version/i.exec(text);
  if (tls !== null) return new TlsFailed(place, reasonOf(text), cause);
  return new ConnectionFailed(place, reasonOf(text), cause);
}

function byNumber(error: DriverError, address: SqlServerAddress): Error | null {
  const number = error.number ?? 0;
  const cause = new ServerError(error);
  const reason = REFUSALS[number];
  if (reason !== undefined) return new RowRefused(reason, subjectOf(error.message), cause);
  if (BUSY.has(number) || CATALOGUE_CONFLICT.test(error.message)) return new DatabaseBusy(address.database, cause);
  if (NO_DATABASE.has(number)) return new DatabaseMissing(address.database, cause);
  if (READ_ONLY.has(number)) return new DatabaseReadOnly(address.database, cause);
  if (DAMAGED.has(number)) return new DatabaseDamaged(address.database, cause);
  if (FULL.has(number)) return new DiskFull(address.database, cause);
  if (RIGHTS.has(number)) return new RightMissing(error.message, cause);
  const entry = NOT_ENTERED.exec(error.message)?.[0];
  if (entry !== undefined) return new RightMissing(entry, cause);
  if (number === 207 || number === 208) return new ObjectMissing(quotedName(error.message), cause);
  return null;
}

/** The constraint or column that the text names; both stand in quotes, values in parentheses. */
function subjectOf(message: string): string {
  const table = /(?:object|table) ['"]([^'"]+)['"]/i.exec(message)?.[1];
  const column = /column ['"]([^'"]+)['"]/i.exec(message)?.[1];
  const constraint = /constraint ['"]([^'"]+)['"]/i.exec(message)?.[1];
  return (
    [table, column ?? constraint].filter((part) => part !== undefined).join('.') || 'see the table that was written'
  );
}

function quotedName(message: string): string {
  return /'([^']*)'/.exec(message)?.[1] ?? 'object';
}

function reasonOf(text: string): string {
  if (/timeout|timed out|did not respond/i.test(text)) return 'no answer in time';
  const openssl =
    /(self-signed certificate|unable to verify[^;]*|unsupported protocol|legacy sigalg[^:]*|handshake failure|certificate has expired|wrong version number)/i;
  return openssl.exec(text)?.[1] ?? 'the server closed the connection or gave an answer that is not understood';
}

function chainOf(error: DriverError): DriverError[] {
  const found: DriverError[] = [];
  const visit = (each: unknown) => {
    if (!(each instanceof Error) || found.includes(each as DriverError)) return;
    const driver = each as DriverError;
    found.push(driver);
    for (const part of driver.precedingErrors ?? []) visit(part);
    for (const part of driver.errors ?? []) visit(part);
    visit(driver.originalError);
    visit(driver.cause);
  };
  visit(error);
  return found;
}
