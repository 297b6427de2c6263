/**
 * One builder of connection options for both drivers' shapes. mssql encrypts unless told otherwise and knex does not: here
 * both are told, from the same address, and a test holds them to it.
 */
import type { Knex } from 'knex';
import type { config as MssqlConfig } from 'mssql';
import type { SqlServerAddress } from '#src/config/configuration.ts';

export type Access = 'read' | 'write';

const CONNECT_TIMEOUT_MS = 15_000;
/** Bulk loads of large batches and seeks on a busy server take longer than the drivers' 15 s. */
const REQUEST_TIMEOUT_MS = 600_000;
/** The largest packet that fits one TLS record; 4 KB packets cost a quarter of the bulk rate. */
const PACKET_BYTES = 16_384;
/**
 * One for each stream of a load at its most, and some: a stream at rest may hold one that has not ended its answer, and
 * marks, checks and the journal use the same pool.
 */
const READ_CONNECTIONS = 64;
const WRITE_CONNECTIONS = 48;
const IDLE_MS = 30_000;

export interface ConnectionOptions {
  readonly mssql: MssqlConfig;
  readonly knex: Knex.Config;
}

export function connectionOptions(address: SqlServerAddress, access: Access): ConnectionOptions {
  const password = address.password?.reveal() ?? '';
  const shared = {
    encrypt: address.encrypt,
    trustServerCertificate: address.trustServerCertificate,
    packetSize: PACKET_BYTES,
    appName: 'gc2pc',
    // Dates without a zone are read and written as UTC, whatever zone this machine is in.
    useUTC: true,
    enableArithAbort: true,
    // A statement that fails takes its transaction with it.
    abortTransactionOnError: true,
    readOnlyIntent: access === 'read',
    tdsVersion: '7_4',
    ...tls(address),
  };
  return {
    mssql: {
      server: address.host,
      port: address.port,
      database: address.database,
      user: address.user,
      password,
      ...(address.domain === null ? {} : { domain: address.domain }),
      connectionTimeout: CONNECT_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      options: shared,
      pool: { min: 0, max: access === 'read' ? READ_CONNECTIONS : WRITE_CONNECTIONS, idleTimeoutMillis: IDLE_MS },
      // mssql would send a SELECT before each statement to see whether the connection lives.
      ...({ validateConnection: 'socket' } as object),
    },
    knex: {
      client: 'mssql',
      connection: {
        server: address.host,
        port: address.port,
        database: address.database,
        user: address.user,
        password,
        ...(address.domain === null ? {} : { type: 'ntlm', domain: address.domain }),
        connectionTimeout: CONNECT_TIMEOUT_MS,
        requestTimeout: REQUEST_TIMEOUT_MS,
        encrypt: address.encrypt,
        options: shared,
      } as unknown as Knex.MsSqlConnectionConfig,
      pool: { min: 0, max: 2 },
    },
  };
}

/** Only for this connection: the process keeps its own defaults. */
function tls(address: SqlServerAddress) {
  const details = {
    ...(address.minTls === null ? {} : { minVersion: address.minTls }),
    ...(address.securityLevel === null ? {} : { ciphers: `DEFAULT@SECLEVEL=${address.securityLevel}` }),
  };
  return Object.keys(details).length === 0 ? {} : { cryptoCredentialsDetails: details };
}

/** `HOST:PORT`, as errors name a server. */
export function placeOf(address: SqlServerAddress): string {
  return `${address.host}:${address.port}`;
}
