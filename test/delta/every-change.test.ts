/**
 * A delta pass over a source in which everything has changed that can change ends where a fresh migration of the changed
 * source ends: row for row, over all tables, given the ids that the first migration gave out.
 */
import { copyFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import '#test/support/quick-disk.ts';
import { readAssigned } from '#src/journal/assignments.ts';
import { migrationIdOf, readRecord } from '#src/journal/migration.ts';
import type { AssignedIds } from '#src/model/plan.ts';
import { copyOf, fileOf } from '#test/support/copied-world.ts';
import { dumpTarget } from '#test/support/dump.ts';
import { forEachEngine, SQLITE, type TestDatabases } from '#test/support/engines.ts';
import { CHANGES, changeEverything, createLivingWorld } from '#test/support/living-source.ts';
import { migrate } from '#test/support/migrate.ts';
import { told, verify } from '#test/support/verify.ts';

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

async function expectSameEnd(caughtUp: TestDatabases, fresh: TestDatabases): Promise<void> {
  const result = await migrate(caughtUp);
  const whole = await migrate(fresh, { assigned: await assignedBy(caughtUp) });
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
      await migrate(living);
      await changeEverything(living);
      await changeEverything(fresh);

      await expectSameEnd(living, fresh);

      const before = await dumpTarget(living);
      const again = await migrate(living);
      expect(again.delta.total).toEqual({ inserted: 0, updated: 0, removed: 0 });
      expect(await dumpTarget(living)).toEqual(before);
    } finally {
      await living.dispose();
      await fresh.dispose();
    }
  }, 300_000);
});

describe('a delta pass over a source with one change', () => {
  let template: TestDatabases;
  let migrated: TestDatabases;
  beforeAll(async () => {
    template = await SQLITE.fresh('template');
    await createLivingWorld(template);
    migrated = await copyOf(template, 'migrated');
    await migrate(migrated);
  }, 60_000);
  afterAll(async () => {
    await template.dispose();
    await migrated.dispose();
  });

  it.each(CHANGES)('ends equal to a fresh migration after $what', async ({ apply }) => {
    const [living, fresh] = [await copyOf(template, 'living'), await copyOf(template, 'fresh')];
    try {
      await migrate(living);
      await apply(living);
      copyFileSync(fileOf(living.sourceAddress), fileOf(fresh.sourceAddress));
      await expectSameEnd(living, fresh);
    } finally {
      await living.dispose();
      await fresh.dispose();
    }
  });
});
