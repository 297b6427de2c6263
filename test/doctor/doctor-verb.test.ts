/** `doctor` and `describe` as an operator runs them. */
import '#test/support/quick-disk.ts';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { sqlServerDoctor } from '#src/engines/sqlserver/doctor.ts';
import { cliJson, environmentOf } from '#test/support/cli.ts';
import { forEachEngine, type TestDatabases } from '#test/support/engines.ts';
import { createWorld } from '#test/support/small-world.ts';
import { tcpProxy } from '#test/support/tcp-proxy.ts';

const TIMEOUT_MS = 60_000;

forEachEngine('doctor and describe on the command line', (engine) => {
  let databases: TestDatabases;
  beforeEach(async () => {
    databases = await engine.fresh('doctor');
    await createWorld(databases);
  }, TIMEOUT_MS);
  afterEach(async () => {
    await databases.dispose();
  });

  test(
    'find both databases healthy, and name what migrate would refuse',
    async () => {
      const options = { folder: databases.dir, environment: environmentOf(databases) };
      const doctor = await cliJson(['doctor'], options);
      expect(doctor.document.exitCode).toBe(0);
      expect(doctor.document.servers).toMatchObject([
        { server: 'source', healthy: true },
        { server: 'target', healthy: true },
      ]);
      // The descriptions of both engines have tests of their own.
      if (engine.name !== 'sqlite') return;
      for (const side of ['source', 'target']) {
        const described = await cliJson(['describe', side], options);
        expect(described.document).toMatchObject({ exitCode: 0, side });
        expect(described.document.findings.map(({ id }) => id)).not.toContain('SOURCE_SCHEMA_DIFFERS');
      }
      const swapped = { ...options.environment, GC2PC_SOURCE_URL: options.environment.GC2PC_TARGET_URL ?? '' };
      const wrong = await cliJson(['describe', 'source'], { ...options, environment: swapped });
      expect(wrong.document.findings.map(({ id }) => id)).toEqual(['SOURCE_IS_2013']);
    },
    TIMEOUT_MS,
  );

  test(
    'say 10 where nobody is, and go on to the next server',
    async () => {
      const environment = {
        ...environmentOf(databases),
        GC2PC_SOURCE_URL: 'mssql://reader@127.0.0.1:1/GroupChat',
        GC2PC_COMPLIANCE_URL: 'mssql://reader@127.0.0.1:1/mgccomp',
        GC2PC_COMPLIANCE_PASSWORD: 'x',
      };
      const { document } = await cliJson(['doctor'], { folder: databases.dir, environment });
      expect(document.exitCode).toBe(10);
      expect(document.servers).toMatchObject([
        { server: 'source', healthy: false },
        { server: 'target', healthy: true },
        { server: 'compliance', healthy: false },
      ]);
      expect(document.findings.map(({ id }) => id)).toContain('H02');
    },
    TIMEOUT_MS,
  );

  test.skipIf(engine.name === 'sqlite')(
    'notice in time that large answers do not come through',
    async () => {
      const { sourceAddress } = databases;
      if (sourceAddress.engine !== 'sqlserver') throw new Error('not a server');
      const proxy = await tcpProxy(sourceAddress.host, sourceAddress.port);
      proxy.muteAfter((sent) => sent.includes(Buffer.from('REPLICATE', 'utf16le')));
      const address = { ...sourceAddress, host: '127.0.0.1', port: proxy.port };
      const doctor = sqlServerDoctor(address, 'source', null, { probeMs: 1_000, now: Date.now });
      const { steps, remedies } = await doctor.diagnose();
      await proxy.close();
      expect(steps.find(({ state }) => state === 'failed')?.step).toBe('transfer');
      expect(remedies.map(({ id }) => id)).toContain('H21');
    },
    TIMEOUT_MS,
  );

  test.skipIf(engine.name === 'sqlite')(
    'notice that the clocks differ',
    async () => {
      const { sourceAddress } = databases;
      if (sourceAddress.engine !== 'sqlserver') throw new Error('not a server');
      const now = () => Date.now() + 600_000;
      const { remedies } = await sqlServerDoctor(sourceAddress, 'source', null, { probeMs: 5_000, now }).diagnose();
      expect(remedies.find(({ id }) => id === 'H22')?.cause).toContain('10 minutes behind');
    },
    TIMEOUT_MS,
  );
});
