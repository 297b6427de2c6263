/** Errors of the driver and the server, as an operator meets them. */
import { inspect } from 'node:util';
import { expect, it } from 'vitest';
import type { SqlServerAddress } from '#src/config/configuration.ts';
import { Secret } from '#src/config/secret.ts';
import { connectError, translated } from '#src/engines/sqlserver/sqlserver-errors.ts';
import { isTransient } from '#src/model/transient.ts';

const ADDRESS: SqlServerAddress = {
  engine: 'sqlserver',
  host: 'sql.contoso.com',
  port: 1433,
  database: 'mgc',
  user: 'svc',
  password: new Secret('p@ss'),
  domain: null,
  encrypt: true,
  trustServerCertificate: false,
  minTls: null,
  securityLevel: null,
};

function driverError(message: string, rest: Readonly<Record<string, unknown>> = {}): Error {
  return Object.assign(new Error(message), rest);
}

it.each([
  [
    2627,
    "Violation of PRIMARY KEY constraint 'pk_tblChat'. Cannot insert duplicate key in object 'dbo.tblChat'. The duplicate key value is (SECRET).",
    'ROW_REFUSED',
    1,
  ],
  [
    547,
    'The INSERT statement conflicted with the FOREIGN KEY constraint "fk_1". The conflict occurred in database "mgc", table "dbo.tblNode", column \'nodeID\'.',
    'ROW_REFUSED',
    1,
  ],
  [
    2628,
    "String or binary data would be truncated in table 'mgc.dbo.tblNode', column 'nodeName'. Truncated value: 'SECRET'.",
    'ROW_REFUSED',
    1,
  ],
  [1205, 'Transaction (Process ID 55) was deadlocked SECRET', 'DATABASE_BUSY', 10],
  [1807, "Could not obtain exclusive lock on database 'model'. SECRET", 'DATABASE_BUSY', 10],
  [33_557_097, 'tuple concurrently updated', 'DATABASE_BUSY', 10],
  [824, 'SQL Server detected a logical consistency-based I/O error: incorrect checksum SECRET', 'DATABASE_DAMAGED', 3],
  [9002, 'The transaction log for database is full SECRET', 'DISK_FULL', 10],
  [3906, 'Failed to update database because the database is read-only. SECRET', 'DATABASE_READ_ONLY', 2],
  [229, "The INSERT permission was denied on the object 'tblNode', database 'mgc', schema 'dbo'.", 'RIGHT_MISSING', 2],
  [
    916,
    'The server principal "svc" is not able to access the database "gc2pc_journal" under the current security context.',
    'RIGHT_MISSING',
    2,
  ],
  [
    33_557_097,
    'SECRET The server principal "svc" is not able to access the database "gc2pc_journal" under the current security context SECRET',
    'RIGHT_MISSING',
    2,
  ],
  [33_557_097, 'another error without a number of its own: SECRET', 'STATEMENT_FAILED', 1],
  [208, "Invalid object name 'dbo.tblNode'.", 'OBJECT_MISSING', 3],
  [50_000, 'a trigger says SECRET', 'STATEMENT_FAILED', 1],
])('makes error %i an error that shows no value', (number, message, code, exitCode) => {
  const error = translated(driverError(message, { number, code: 'EREQUEST' }), ADDRESS);
  expect(error).toMatchObject({ code, exitCode });
  expect(inspect(error, { depth: 9 })).not.toContain('SECRET');
});

it('finds the number that matters behind the one that ends the transaction', () => {
  const first = driverError("Cannot insert the value NULL into column 'nodeName'", { number: 515, code: 'EREQUEST' });
  const last = driverError('Transaction has been aborted.', { code: 'EABORT', precedingErrors: [first] });
  expect(translated(last, ADDRESS)).toMatchObject({ code: 'ROW_REFUSED', reason: 'NULL' });
});

it.each([
  ['ESOCKET', 'CONNECTION_LOST'],
  ['ECONNCLOSED', 'CONNECTION_LOST'],
  ['ETIMEOUT', 'STATEMENT_TIMED_OUT'],
])('takes %s during work for a failure worth another try', (code, expected) => {
  const error = translated(driverError('socket hang up', { code }), ADDRESS);
  expect(error).toMatchObject({ code: expected, exitCode: 10 });
  expect(isTransient(error)).toBe(true);
});

it('leaves an error of the caller as it is', () => {
  const mine = new TypeError('mine');
  expect(translated(mine, ADDRESS)).toBe(mine);
});

it.each([
  [
    'Failed to connect to sql.contoso.com:1433 - getaddrinfo ENOTFOUND sql.contoso.com',
    { code: 'ESOCKET' },
    'HOST_UNKNOWN',
    10,
  ],
  [
    'Failed to connect to sql.contoso.com:1433 - connect ECONNREFUSED 10.0.0.1:1433',
    { code: 'ESOCKET' },
    'CONNECTION_REFUSED',
    10,
  ],
  ['Failed to connect to sql.contoso.com:1433 in 15000ms', { code: 'ETIMEOUT' }, 'CONNECTION_FAILED', 10],
  ["Login failed for user 'svc'.", { code: 'ELOGIN', number: 18_456 }, 'LOGIN_REFUSED', 2],
  ['Cannot open database "mgc" requested by the login.', { code: 'ELOGIN', number: 4_060 }, 'DATABASE_MISSING', 2],
  ["Server requires encryption, set 'encrypt' config option to true.", { code: 'EENCRYPT' }, 'ENCRYPTION_REQUIRED', 2],
  ['Failed to connect to sql.contoso.com:1433 - self-signed certificate', { code: 'ESOCKET' }, 'TLS_FAILED', 10],
  ['0A000102:SSL routines::unsupported protocol', { code: 'ESOCKET' }, 'TLS_FAILED', 10],
])('names what stands in the way: %s', (message, rest, code, exitCode) => {
  const error = connectError(driverError(message, rest), ADDRESS);
  expect(error).toMatchObject({ code, exitCode });
  expect(inspect(error, { depth: 9 })).not.toContain('p@ss');
});

it.each([
  ['Failed to connect to sql.contoso.com:1433 - self-signed certificate', /^Give the server a certificate/],
  ['0A000102:SSL routines::unsupported protocol', /TLS 1\.0.*minTls=TLSv1/],
])('advises what helps against the TLS failure at hand: %s', (message, hint) => {
  expect(connectError(driverError(message, { code: 'ESOCKET' }), ADDRESS)).toMatchObject({
    hint: expect.stringMatching(hint),
  });
});
