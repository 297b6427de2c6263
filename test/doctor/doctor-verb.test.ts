/** `doctor` and `describe` as an operator runs them. */
import '#test/support/quick-disk.ts';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { cliJson, environmentOf } from '#test/support/cli.ts';
import { forEachEngine, type TestDatabases } from '#test/support/engines.ts';
import { createWorld } from '#test/support/small-world.ts';

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
      const environment = { ...environmentOf(databases), GC2PC_SOURCE_URL: 'mssql://reader@127.0.0.1:1/GroupChat' };
      const { document } = await cliJson(['doctor'], { folder: databases.dir, environment });
      expect(document.exitCode).toBe(10);
      expect(document.servers).toMatchObject([
        { server: 'source', healthy: false },
        { server: 'target', healthy: true },
      ]);
      expect(document.findings.map(({ id }) => id)).toContain('H02');
    },
    TIMEOUT_MS,
  );
});
