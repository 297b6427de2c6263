/** A server that cannot be reached, refuses, or goes away in the middle. */
import { afterEach, describe, expect, it } from 'vitest';
import type { SqlServerAddress } from '#src/config/configuration.ts';
import { Secret } from '#src/config/secret.ts';
import { openSource, openTarget, openTargetReader } from '#src/engines/open.ts';
import { CURRENT_TABLES } from '#src/model/schema/current.ts';
import { collected, specOf, withTarget } from '#test/support/contract-databases.ts';
import { SQL_SERVER, SQLITE, type TestDatabases } from '#test/support/engines.ts';
import { type TcpProxy, tcpProxy } from '#test/support/tcp-proxy.ts';
import { isCommit } from '#test/support/tds-packets.ts';
import { sqlServerMissing } from '#test/support/tiers.ts';

const SPEC = specOf(CURRENT_TABLES, 'tblSiopWhiteList');
const ROW = { siopID: 'AAAAAAAA-0000-4000-8000-000000000001', siopName: 'n', siopUrl: 'u' };

describe.skipIf(sqlServerMissing)('a SQL Server that goes away (sqlserver)', () => {
  let databases: TestDatabases;
  let proxy: TcpProxy | null = null;
  afterEach(async () => {
    await databases.dispose();
    await proxy?.close();
    proxy = null;
  });

  const sourceAddress = async (label: string): Promise<SqlServerAddress> => {
    databases = await SQL_SERVER.fresh(label);
    return databases.sourceAddress as SqlServerAddress;
  };

  const throughProxy = async (label: string) => {
    databases = await SQL_SERVER.fresh(label);
    const target = await withTarget(databases);
    const address = databases.targetAddress as SqlServerAddress;
    const opened = await tcpProxy(address.host, address.port);
    proxy = opened;
    const port = await openTarget({ ...address, host: '127.0.0.1', port: opened.port }, databases.journalDatabase);
    return { ...target, proxy: opened, opened: port };
  };

  it('names an unknown host', async () => {
    const address = await sourceAddress('host');
    await expect(openSource({ ...address, host: 'no-such-host.invalid' })).rejects.toMatchObject({
      code: 'HOST_UNKNOWN',
      exitCode: 10,
    });
  });

  it('names a port on which nobody listens', async () => {
    const address = await sourceAddress('port');
    await expect(openSource({ ...address, port: 1 })).rejects.toMatchObject({
      code: 'CONNECTION_REFUSED',
      exitCode: 10,
    });
  });

  it('tells a wrong password from a missing database, without showing the password', async () => {
    const address = await sourceAddress('password');
    const wrong = openSource({ ...address, password: new Secret('wr0ng-Secret') });
    await expect(wrong).rejects.toMatchObject({ code: 'LOGIN_REFUSED', exitCode: 2 });
    await expect(wrong).rejects.not.toMatchObject({ message: expect.stringContaining('wr0ng-Secret') });
    await expect(openSource({ ...address, database: 'gc2pc_no_such_database' })).rejects.toMatchObject({
      code: 'DATABASE_MISSING',
      exitCode: 2,
    });
  });

  it('leaves nothing of a transaction whose connection breaks before the commit, and works again afterwards', async () => {
    const { reader, opened, proxy: wire } = await throughProxy('lost');
    await opened.port.transaction(async () => {});
    const failing = opened.port.transaction(async (transaction) => {
      await transaction.insert(SPEC, [ROW]);
      wire.cut();
      await transaction.insert(SPEC, [{ ...ROW, siopID: 'AAAAAAAA-0000-4000-8000-000000000002' }]);
    });
    await expect(failing).rejects.toMatchObject({ code: 'CONNECTION_LOST', exitCode: 10 });
    expect(await collected(reader.rows(SPEC))).toEqual([]);
    wire.mend();
    await opened.port.transaction((transaction) => transaction.insert(SPEC, [ROW]));
    expect(await collected(reader.rows(SPEC))).toEqual([ROW]);
    await opened.close();
  });

  it.each(['before', 'after'] as const)(
    'says that it does not know when the wire breaks %s the server gets a commit',
    async (when) => {
      const { reader, opened, proxy: wire } = await throughProxy('commit');
      if (when === 'before') wire.cutBefore(isCommit);
      else wire.cutAfter(isCommit);
      const failing = opened.port.transaction((transaction) => transaction.insert(SPEC, [ROW]));
      await expect(failing).rejects.toMatchObject({ code: 'COMMIT_OUTCOME_UNKNOWN', exitCode: 10 });
      await opened.port.transaction(async () => {});
      expect(await collected(reader.rows(SPEC))).toEqual(when === 'before' ? [] : [ROW]);
      await opened.close();
    },
  );

  it('says so when it goes away between two reads', async () => {
    const { proxy: wire } = await throughProxy('reader');
    const address = databases.targetAddress as SqlServerAddress;
    const reader = await openTargetReader({ ...address, host: '127.0.0.1', port: wire.port });
    await reader.port.catalogue();
    wire.cut();
    await expect(collected(reader.port.rows(SPEC))).rejects.toMatchObject({ exitCode: 10 });
    await expect(reader.port.identity()).rejects.toMatchObject({ exitCode: 10 });
    await reader.close();
  });
});

describe('a SQLite file that is not what it should be', () => {
  let databases: TestDatabases;
  afterEach(async () => databases.dispose());

  it('is named when it is missing, a folder or something else', async () => {
    databases = await SQLITE.fresh('files');
    const { dir } = databases;
    const { writeFileSync } = await import('node:fs');
    writeFileSync(`${dir}/text.sqlite`, 'not a database, whatever its name says');
    const open = (name: string) => openSource({ engine: 'sqlite', file: `${dir}/${name}` });
    await expect(open('missing.sqlite')).rejects.toMatchObject({ code: 'DATABASE_MISSING', exitCode: 2 });
    await expect(open('.')).rejects.toMatchObject({ code: 'DATABASE_MISSING', exitCode: 2 });
    await expect(open('text.sqlite')).rejects.toMatchObject({ code: 'NOT_A_DATABASE', exitCode: 2 });
  });

  it('cannot be loaded before its journal is prepared', async () => {
    databases = await SQLITE.fresh('unprepared');
    const { port: target } = await databases.openTarget();
    await expect(target.transaction(async () => {})).rejects.toMatchObject({ code: 'DATABASE_MISSING' });
  });
});
