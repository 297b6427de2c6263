/** A server that goes away in the middle of a plain `migrate`, and comes back: told apart from a failure, and nothing is lost. */
import { afterEach, describe, expect, it } from 'vitest';
import type { SqlServerAddress } from '#src/config/configuration.ts';
import { cliJson, environmentOf } from '#test/support/cli.ts';
import { SQL_SERVER, type TestDatabases } from '#test/support/engines.ts';
import { createWorld } from '#test/support/small-world.ts';
import { type TcpProxy, tcpProxy, urlThrough } from '#test/support/tcp-proxy.ts';
import { isCommit } from '#test/support/tds-packets.ts';
import { sqlServerMissing } from '#test/support/tiers.ts';

/** Tables are loaded by then, and most messages are not. */
const COMMITS_BEFORE = 18;

describe.skipIf(sqlServerMissing)('migrate behind a connection that breaks (sqlserver)', () => {
  let databases: TestDatabases;
  let proxies: { readonly source: TcpProxy; readonly target: TcpProxy } | null = null;
  afterEach(async () => {
    await proxies?.source.close();
    await proxies?.target.close();
    await databases.dispose();
  });

  it.each(['source', 'target'] as const)(
    'ends resumable when the %s is lost, and the same command goes on',
    async (lost) => {
      databases = await SQL_SERVER.fresh(`lost-${lost}`);
      await createWorld(databases);
      const { host, port } = databases.targetAddress as SqlServerAddress;
      const { source, target } = { source: await tcpProxy(host, port), target: await tcpProxy(host, port) };
      proxies = { source, target };
      const options = {
        folder: databases.dir,
        environment: {
          ...environmentOf(databases),
          GC2PC_SOURCE_URL: urlThrough(source, databases.sourceUrl),
          GC2PC_TARGET_URL: urlThrough(target, databases.targetUrl),
          GC2PC_LOAD_PATH: 'wire',
          GC2PC_LOAD_BATCH_ROWS: '10',
          GC2PC_LOAD_CONCURRENCY: '1',
        },
      };
      let commits = 0;
      target.watch((sent) => {
        if (!isCommit(sent)) return;
        commits += 1;
        if (commits === COMMITS_BEFORE) proxies?.[lost].cut();
      });

      const stopped = await cliJson(['migrate'], options);
      expect(stopped.document).toMatchObject({
        exitCode: 10,
        error: { hint: expect.stringContaining('same command') },
      });
      expect(commits).toBeGreaterThanOrEqual(COMMITS_BEFORE);
      proxies[lost].mend();
      const resumed = await cliJson(['migrate'], options);
      // The small world has rows that are rejected.
      expect(resumed.document).toMatchObject({ exitCode: 5, resumed: true });
      expect((await cliJson(['verify'], options)).document).toMatchObject({ exitCode: 0, verdict: 'verified' });
    },
    240_000,
  );
});
