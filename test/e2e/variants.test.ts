/**
 * Where the documents are silent, gc2pc must cope with either answer: every fixture variant is migrated and verified,
 * and what a target had of its own is still there afterwards.
 */
import '#test/support/quick-disk.ts';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createFixture } from '#fixtures/create-fixture.ts';
import type { FixtureSize } from '#fixtures/shape.ts';
import { VARIANTS, type VariantName } from '#fixtures/variant.ts';
import { silent } from '#src/model/progress.ts';
import { dumpTarget, hashOf } from '#test/support/dump.ts';
import { forEachEngine, type TestDatabases, type TestEngine } from '#test/support/engines.ts';
import { migrate } from '#test/support/migrate.ts';
import { told, verify } from '#test/support/verify.ts';

const SEED = 7;
/** `small` at its full size takes seconds a variant; a tenth of it has every kind of row too. */
const SMALL_SCALE = 0.1;
const LIMITS = { rows: 2_000, bytes: 4_000_000 };
const TIMEOUT_MS = 300_000;

const names = Object.keys(VARIANTS) as VariantName[];

forEachEngine('a migration of each fixture variant', (engine: TestEngine) => {
  let databases: TestDatabases;
  beforeEach(async ({ task }) => {
    databases = await engine.fresh(task.name);
  });
  afterEach(async () => {
    await databases.dispose();
  });

  test.each(names)(
    'ends verified for small, variant %s, and changes nothing when it is run again',
    async (name) => {
      await create(databases, 'small', name, SMALL_SCALE);
      const result = await migrate(databases, { limits: LIMITS });
      expect(result.exit).toBe('done');
      await expectVerified(databases);
      const before = hashOf(await dumpTarget(databases));
      expect((await migrate(databases, { limits: LIMITS })).exit).toBe('done');
      expect(hashOf(await dumpTarget(databases))).toBe(before);
    },
    TIMEOUT_MS,
  );

  test.each(['documented', 'occupied', 'role-numbers', 'unconstrained'] as const)(
    'ends verified for nasty, variant %s, with what cannot be migrated among the rejects',
    async (name) => {
      await create(databases, 'nasty', name, 1);
      const result = await migrate(databases, { limits: LIMITS });
      expect(result.exit).toBe('rejects');
      for (const count of Object.values(result.counts))
        expect(count.read).toBe(count.written + count.skipped + count.rejected);
      await expectVerified(databases);
    },
    TIMEOUT_MS,
  );

  test(
    'leaves every row of a target that had its own as it was, but for the revision',
    async () => {
      await create(databases, 'small', 'occupied', SMALL_SCALE);
      const before = await dumpTarget(databases);
      await migrate(databases, { limits: LIMITS });
      const after = await dumpTarget(databases);
      const lost = Object.entries(before).flatMap(([table, rows]) => {
        const kept = new Set(after[table]);
        return rows.filter((row) => !kept.has(row)).map(() => table);
      });
      expect(lost).toEqual(['tblSystemRevision']);
    },
    TIMEOUT_MS,
  );
});

async function create(databases: TestDatabases, size: FixtureSize, name: VariantName, scale: number): Promise<void> {
  const source = await databases.fixtureStore('source');
  const target = await databases.fixtureStore('target');
  const variant = VARIANTS[name];
  await createFixture({ source: source.port, target: target.port, size, scale, seed: SEED, variant, progress: silent });
  await source.close();
  await target.close();
}

async function expectVerified(databases: TestDatabases): Promise<void> {
  const result = await verify(databases);
  expect(told(result)).toEqual([]);
  expect(result.findings.filter(({ severity }) => severity === 'block')).toEqual([]);
  expect(result.verdict).toBe('verified');
}
