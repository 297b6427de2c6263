/** A server that goes away while it is followed: told, tried again, and nothing is lost or doubled. */
import { afterEach, describe, expect, it } from 'vitest';
import type { SqlServerAddress } from '#src/config/configuration.ts';
import { cliJson, environmentOf, startCli } from '#test/support/cli.ts';
import { SQL_SERVER, type TestDatabases } from '#test/support/engines.ts';
import { addMessages, createWorld, messagesOf } from '#test/support/small-world.ts';
import { type TcpProxy, tcpProxy, urlThrough } from '#test/support/tcp-proxy.ts';
import { sqlServerMissing } from '#test/support/tiers.ts';

describe.skipIf(sqlServerMissing)('a followed source behind a broken connection (sqlserver)', () => {
  let databases: TestDatabases;
  let proxy: TcpProxy | null = null;
  afterEach(async () => {
    await proxy?.close();
    await databases.dispose();
  });

  it('is followed again once it can be reached', async () => {
    databases = await SQL_SERVER.fresh('follow-lost');
    await createWorld(databases);
    const { host, port } = databases.sourceAddress as SqlServerAddress;
    proxy = await tcpProxy(host, port);
    const environment = {
      ...environmentOf(databases),
      GC2PC_SOURCE_URL: urlThrough(proxy, databases.sourceUrl),
      GC2PC_FOLLOW_INTERVAL_SECONDS: '1',
    };
    const options = { folder: databases.dir, environment };

    const following = startCli(['migrate', '--follow', '--json'], options);
    await following.says(/Pass 1,/);
    proxy.cut();
    await following.says(/A pass failed/);
    await addMessages(databases, messagesOf(104, 121, 7));
    proxy.mend();
    await following.says(/messages: 7 inserted/);
    following.signal('SIGINT');
    const { stdout, code } = await following.ended;
    expect(code).toBe(5);
    expect(JSON.parse(stdout)).toMatchObject({ exitCode: 5, follow: { trouble: null } });
    expect((await cliJson(['verify'], options)).document).toMatchObject({ verdict: 'verified' });
  }, 240_000);
});
