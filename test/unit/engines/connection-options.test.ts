/** Both drivers are told the same, whatever their own defaults are: mssql encrypts by default and knex does not. */
import fc from 'fast-check';
import knexOf from 'knex';
import sql from 'mssql';
import { expect, it } from 'vitest';
import type { SqlServerAddress } from '#src/config/configuration.ts';
import { Secret } from '#src/config/secret.ts';
import { connectionOptions } from '#src/engines/sqlserver/connection-options.ts';

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

interface Driver {
  readonly server: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly authentication: { readonly type: string; readonly options: Readonly<Record<string, unknown>> };
}

/** What each driver makes of the options, just before it hands them to tedious. */
function handedToTedious(address: SqlServerAddress, access: 'read' | 'write'): { mssql: Driver; knex: Driver } {
  const options = connectionOptions(address, access);
  const pool = new sql.ConnectionPool(options.mssql) as unknown as { _config(): Driver };
  const { client } = knexOf(options.knex) as unknown as { client: { _generateConnection(): Driver } };
  return { mssql: pool._config(), knex: client._generateConnection() };
}

const addresses = fc.record({
  encrypt: fc.boolean(),
  trustServerCertificate: fc.boolean(),
  port: fc.integer({ min: 1, max: 65_535 }),
  domain: fc.constantFrom(null, 'CONTOSO'),
  minTls: fc.constantFrom(null, 'TLSv1' as const, 'TLSv1.2' as const),
  securityLevel: fc.constantFrom(null, 0 as const, 1 as const, 2 as const),
});

it('gives both drivers the same encryption, certificate check, time-outs, packet size and login', () => {
  fc.assert(
    fc.property(addresses, fc.constantFrom('read' as const, 'write' as const), (varied, access) => {
      const { mssql, knex } = handedToTedious({ ...ADDRESS, ...varied }, access);
      expect(knex.server).toBe(mssql.server);
      for (const option of [
        'encrypt',
        'trustServerCertificate',
        'database',
        'port',
        'connectTimeout',
        'requestTimeout',
        'packetSize',
        'readOnlyIntent',
        'abortTransactionOnError',
        'useUTC',
        'tdsVersion',
        'cryptoCredentialsDetails',
      ])
        expect(knex.options[option], option).toEqual(mssql.options[option]);
      expect(knex.authentication.type).toBe(mssql.authentication.type);
      for (const part of ['userName', 'password', 'domain'])
        expect(knex.authentication.options[part], part).toBe(mssql.authentication.options[part]);
      expect(mssql.options.encrypt).toBe(varied.encrypt);
      expect(mssql.authentication.type).toBe(varied.domain === null ? 'default' : 'ntlm');
    }),
  );
});

it('asks for read-only intent where it only reads', () => {
  expect(handedToTedious(ADDRESS, 'read').mssql.options.readOnlyIntent).toBe(true);
  expect(handedToTedious(ADDRESS, 'write').mssql.options.readOnlyIntent).toBe(false);
});

it('lowers TLS for one connection and leaves the process alone', () => {
  const { mssql } = handedToTedious({ ...ADDRESS, minTls: 'TLSv1', securityLevel: 0 }, 'read');
  expect(mssql.options.cryptoCredentialsDetails).toEqual({ minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' });
  expect(handedToTedious(ADDRESS, 'read').mssql.options).not.toHaveProperty('cryptoCredentialsDetails');
});
