/**
 * A delta pass over a source in which everything has changed that can change ends where a fresh migration of the changed
 * source ends: row for row, over all tables, given the ids that the first migration gave out.
 */
import { copyFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import '#test/support/quick-disk.ts';
import { openMarks } from '#src/engines/open-marks.ts';
import { readAssigned } from '#src/journal/assignments.ts';
import { migrationIdOf, readRecord } from '#src/journal/migration.ts';
import { NO_CHANGES } from '#src/load/delta.ts';
import type { AssignedIds } from '#src/model/plan.ts';
import { copyOf, fileOf } from '#test/support/copied-world.ts';
import { dumpTarget } from '#test/support/dump.ts';
import { forEachEngine, SQLITE, type TestDatabases } from '#test/support/engines.ts';
import { CHANGES, changeEverything, createLivingWorld } from '#test/support/living-source.ts';
import { type MigrateOptions, migrate } from '#test/support/migrate.ts';
import { told, verify } from '#test/support/verify.ts';

/** A session of SQL Server costs time. */
const FEW_BATCHES: MigrateOptions = { limits: { rows: 60, bytes: 20_000 } };

/** What the first migration gave out; a fresh one is given the same. */
async function assignedBy(databases: TestDatabases): Promise<AssignedIds> {
  const [journal, reader] = [await databases.openJournalReader(), await databases.openTargetReader()];
  try {
    const migrationId = migrationIdOf(await reader.port.identity());
    const record = await readRecord(journal.port, migrationId);
    return await readAssigned(journal.port, migrationId, record?.placeholderBase ?? null);
  } finally {
    await journal.close();
    await reader.close();
  }
}

/** Ranges that have not changed are not compared. */
function remembering(databases: TestDatabases): MigrateOptions {
  return { openMarks: () => openMarks(databases.sourceAddress, 'source') };
}

async function expectSameEnd(
  caughtUp: TestDatabases,
  fresh: TestDatabases,
  options: MigrateOptions = {},
): Promise<void> {
  const result = await migrate(caughtUp, options);
  const whole = await migrate(fresh, { ...FEW_BATCHES, assigned: await assignedBy(caughtUp) });
  expect(await dumpTarget(caughtUp)).toEqual(await dumpTarget(fresh));
  expect(result.counts).toEqual(whole.counts);
  expect(result.skippedBy).toEqual(whole.skippedBy);
  const verified = await verify(caughtUp);
  expect(told(verified)).toEqual([]);
  expect(verified.verdict).toBe('verified');
}

forEachEngine('a delta pass over a source with every kind of change', (engine) => {
  it('ends equal to a fresh migration, and a further one finds nothing to do', async () => {
    const [living, fresh] = [await engine.fresh('living'), await engine.fresh('fresh')];
    try {
      await createLivingWorld(living);
      await createLivingWorld(fresh);
      const options = { ...FEW_BATCHES, ...remembering(living) };
      await migrate(living, options);
      await migrate(living, options);
      await changeEverything(living);
      await changeEverything(fresh);

      await expectSameEnd(living, fresh, options);

      const before = await dumpTarget(living);
      const again = await migrate(living, options);
      expect(again.delta.total).toEqual(NO_CHANGES);
      expect(await dumpTarget(living)).toEqual(before);
    } finally {
      await living.dispose();
      await fresh.dispose();
    }
  }, 300_000);
});

describe('a delta pass over a source with one change', () => {
  let template: TestDatabases;
  beforeAll(async () => {
    template = await SQLITE.fresh('template');
    await createLivingWorld(template);
  });
  afterAll(async () => template.dispose());

  /** Compares all old messages, or those of ranges that are not known to be as they were. */
  async function endsLikeAFreshMigration(
    apply: (source: TestDatabases) => Promise<void>,
    optionsOf: (databases: TestDatabases) => MigrateOptions,
  ): Promise<void> {
    const [living, fresh] = [await copyOf(template, 'living'), await copyOf(template, 'fresh')];
    try {
      const options = optionsOf(living);
      // The second pass compares everything; from then on ranges are known.
      await migrate(living, options);
      await migrate(living, options);
      await apply(living);
      copyFileSync(fileOf(living.sourceAddress), fileOf(fresh.sourceAddress));
      await expectSameEnd(living, fresh, options);
      expect((await migrate(living, options)).delta.total).toEqual(NO_CHANGES);
    } finally {
      await living.dispose();
      await fresh.dispose();
    }
  }

  it.each(CHANGES)('ends equal to a fresh migration after $what', ({ apply }) =>
    endsLikeAFreshMigration(apply, () => ({})),
  );

  it.each(CHANGES)(
    'comparing what is not known to be unchanged, ends equal to a fresh migration after $what',
    ({ apply }) => endsLikeAFreshMigration(apply, remembering),
  );
});
