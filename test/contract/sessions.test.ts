/** Sessions of a SQL Server: one that has been opened is used, and a broken one is not. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SqlServerAddress } from '#src/config/configuration.ts';
import { openPool } from '#src/engines/sqlserver/pool.ts';
import { sqlServerTransaction } from '#src/engines/sqlserver/transaction.ts';
import { SQL_SERVER, type TestDatabases } from '#test/support/engines.ts';
import { type TcpProxy, tcpProxy } from '#test/support/tcp-proxy.ts';
import { sqlServerMissing } from '#test/support/tiers.ts';

/** The first byte of a packet that signs in ("Packet Header", [MS-TDS]). */
const LOGIN7 = 0x10;

describe.skipIf(sqlServerMissing)('a pool of sessions (sqlserver)', () => {
  let databases: TestDatabases;
  let proxy: TcpProxy;
  let address: SqlServerAddress;
  let logins = 0;
  beforeEach(async () => {
    databases = await SQL_SERVER.fresh('sessions');
    const server = databases.targetAddress as SqlServerAddress;
    proxy = await tcpProxy(server.host, server.port);
    address = { ...server, host: '127.0.0.1', port: proxy.port };
    logins = 0;
    proxy.watch((sent) => {
      if (sent[0] === LOGIN7) logins += 1;
    });
  });
  afterEach(async () => {
    await proxy.close();
    await databases.dispose();
  });

  it('signs in once for one statement after the other', async () => {
    const pool = await openPool(address, 'read');
    await pool.request().query('SELECT 1 AS [one]');
    await pool.request().query('SELECT 2 AS [two]');
    expect(logins).toBe(1);
    await pool.close();
  });

  it('signs in again where two are needed at once', async () => {
    const pool = await openPool(address, 'write');
    const { promise: both, resolve } = Promise.withResolvers<void>();
    let open = 0;
    const waiting = () =>
      sqlServerTransaction(pool, address, async () => {
        open += 1;
        if (open === 2) resolve();
        await both;
      });
    await Promise.all([waiting(), waiting()]);
    expect(logins).toBe(2);
    await pool.close();
  });

  it('lets go of a session that broke before anybody used it', async () => {
    const pool = await openPool(address, 'read');
    proxy.cut();
    proxy.mend();
    // The client learns of it with the next turn of its loop at the earliest; until then a statement fails.
    await expect
      .poll(() =>
        pool
          .request()
          .query('SELECT 1 AS [one]')
          .then(
            () => true,
            () => false,
          ),
      )
      .toBe(true);
    expect(logins).toBe(2);
    await pool.close();
  });

  it('ends the session that nobody used', async () => {
    const pool = await openPool(address, 'read');
    await pool.close();
    await expect(pool.request().query('SELECT 1 AS [one]')).rejects.toThrow();
    expect(logins).toBe(1);
  });
});
