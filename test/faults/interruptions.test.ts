/** A run that is struck dead at a named point, and the same command again: the target is as if nothing had happened. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import '#test/support/quick-disk.ts';
import type { MigrationResult } from '#src/load/request.ts';
import { INTERRUPT_POINTS, type InterruptPoint } from '#src/model/interrupts.ts';
import { copyOf } from '#test/support/copied-world.ts';
import { dumpTarget } from '#test/support/dump.ts';
import { ENGINES, forEachEngine, SQL_SERVER, SQLITE, type TestDatabases } from '#test/support/engines.ts';
import { Struck, strikeAt } from '#test/support/interrupting.ts';
import { type MigrateOptions, migrate } from '#test/support/migrate.ts';
import { createWorld } from '#test/support/small-world.ts';

const LOAD_POINTS = INTERRUPT_POINTS.filter((point) => !/^(cutover|rollback):/.test(point));
/** Passages at which a point strikes: the first, an early one, and one in the middle of the messages. */
const PASSAGES = [1, 2, 7, 30];
/** A fresh pair of databases and two runs over the wire, on a machine that is busy. */
const TDS_TIMEOUT_MS = 300_000;
/** Room for a few batches in each table and each large room. */
const LIMITS: MigrateOptions = { limits: { rows: 12, bytes: 3_000 } };

async function migrateUnlessStruck(databases: TestDatabases, point: InterruptPoint, nth: number): Promise<boolean> {
  const armed = strikeAt(point, nth);
  try {
    await migrate(databases, { ...LIMITS, interrupts: armed.interrupts });
  } catch (error) {
    if (!(error instanceof Struck)) throw error;
  }
  return armed.struck();
}

describe('after an interruption on SQLite', () => {
  let template: TestDatabases;
  let expected: Record<string, string[]>;
  let whole: MigrationResult;
  beforeAll(async () => {
    template = await SQLITE.fresh('template');
    await createWorld(template);
    const undisturbed = await copyOf(template, 'undisturbed');
    whole = await migrate(undisturbed, LIMITS);
    expected = await dumpTarget(undisturbed);
    await undisturbed.dispose();
  });
  afterAll(async () => template.dispose());

  for (const point of LOAD_POINTS) {
    it(`at ${point}, the same command ends like an undisturbed run`, async () => {
      let strikes = 0;
      for (const nth of PASSAGES) {
        const databases = await copyOf(template, `struck-${point}`);
        try {
          if (await migrateUnlessStruck(databases, point, nth)) strikes += 1;
          const again = await migrate(databases, LIMITS);
          expect(again.counts, `passage ${nth}`).toEqual(whole.counts);
          expect(await dumpTarget(databases), `passage ${nth}`).toEqual(expected);
        } finally {
          await databases.dispose();
        }
      }
      expect(strikes).toBeGreaterThan(0);
    });
  }

  it('after every single batch, the runs together end like an undisturbed one', async () => {
    const databases = await copyOf(template, 'step-by-step');
    let runs = 0;
    while (await migrateUnlessStruck(databases, 'batch:committed', 3)) runs += 1;
    expect(runs).toBeGreaterThan(10);
    expect((await migrate(databases, LIMITS)).counts).toEqual(whole.counts);
    expect(await dumpTarget(databases)).toEqual(expected);
    await databases.dispose();
  });
});

describe.skipIf(ENGINES.length === 1)('after an interruption on SQL Server', () => {
  let expected: Record<string, string[]>;
  let whole: MigrationResult;
  beforeAll(async () => {
    const undisturbed = await SQL_SERVER.fresh('undisturbed');
    await createWorld(undisturbed);
    whole = await migrate(undisturbed, LIMITS);
    expected = await dumpTarget(undisturbed);
    await undisturbed.dispose();
  });

  for (const point of LOAD_POINTS) {
    it(
      `at ${point}, the same command ends like an undisturbed run`,
      async () => {
        const databases = await SQL_SERVER.fresh(`struck-${point}`);
        try {
          await createWorld(databases);
          expect(await migrateUnlessStruck(databases, point, 1)).toBe(true);
          expect((await migrate(databases, LIMITS)).counts).toEqual(whole.counts);
          expect(await dumpTarget(databases)).toEqual(expected);
        } finally {
          await databases.dispose();
        }
      },
      TDS_TIMEOUT_MS,
    );
  }
});

forEachEngine('a migration struck again and again', (engine) => {
  it(
    'ends like an undisturbed one, and its books are those of one run',
    async () => {
      const [struck, undisturbed] = [await engine.fresh('struck'), await engine.fresh('undisturbed')];
      try {
        for (const databases of [struck, undisturbed]) await createWorld(databases);
        const whole = await migrate(undisturbed, LIMITS);
        let strikes = 0;
        for (const [index, point] of LOAD_POINTS.entries()) {
          if (await migrateUnlessStruck(struck, point, 1 + (index % 2))) strikes += 1;
        }
        const last = await migrate(struck, LIMITS);

        expect(strikes).toBeGreaterThan(3);
        expect(last.counts).toEqual(whole.counts);
        expect(await dumpTarget(struck)).toEqual(await dumpTarget(undisturbed));
      } finally {
        await struck.dispose();
        await undisturbed.dispose();
      }
    },
    TDS_TIMEOUT_MS,
  );
});
