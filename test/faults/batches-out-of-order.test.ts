/** Batches of one table that are on their way at once, of which later ones are committed and an earlier one is lost. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MigrationResult } from '#src/load/request.ts';
import { parseTablePosition } from '#src/load/table-position.ts';
import type { Interrupts } from '#src/model/interrupts.ts';
import type { PlannedTable } from '#src/model/plan.ts';
import { dumpTarget } from '#test/support/dump.ts';
import { ENGINES, SQL_SERVER, type TestDatabases } from '#test/support/engines.ts';
import { Struck } from '#test/support/interrupting.ts';
import { type MigrateOptions, migrate } from '#test/support/migrate.ts';
import { createWorld } from '#test/support/small-world.ts';

const BATCH_ROWS = 4;
const LIMITS: MigrateOptions = { limits: { rows: BATCH_ROWS, bytes: 3_000 }, concurrency: 2 };
/** Of the table, by the order in which they come to write: a session that opens late lets the third one be the second. */
const HELD = 2;
const OTHERS = 3;
/** A fresh pair of databases and two runs over the wire, on a machine that is busy. */
const TIMEOUT_MS = 300_000;

class Passing extends Error {
  readonly transient = true;
}

/** Holds one batch of a table until several others of it are committed; then it fails. */
function failingLate(table: PlannedTable, failure: () => Error): Interrupts {
  const subject = `table:${table}`;
  let begun = 0;
  let committed = 0;
  let enough = () => {};
  const othersAreThere = new Promise<void>((resolve) => {
    enough = resolve;
  });
  return async (point, here) => {
    if (here !== subject) return;
    if (point === 'batch:committed') committed += 1;
    if (committed === OTHERS) enough();
    if (point !== 'batch:before-write') return;
    begun += 1;
    if (begun !== HELD) return;
    await othersAreThere;
    throw failure();
  };
}

/** Rows that the mapping makes, and rows that pass through from the source. */
const TABLES = ['tblPrincipalRole', 'tblPrincipalAffiliations'] as const;

describe.skipIf(ENGINES.length === 1)('batches of one table side by side', () => {
  let expected: Record<string, string[]>;
  let whole: MigrationResult;
  let databases: TestDatabases;
  beforeAll(async () => {
    databases = await SQL_SERVER.fresh('in-order');
    await createWorld(databases);
    whole = await migrate(databases, { ...LIMITS, concurrency: 1 });
    expected = await dumpTarget(databases);
  }, TIMEOUT_MS);
  afterAll(async () => databases.dispose());

  const inFresh = async (label: string, work: (fresh: TestDatabases) => Promise<void>) => {
    const fresh = await SQL_SERVER.fresh(label);
    try {
      await createWorld(fresh);
      await work(fresh);
    } finally {
      await fresh.dispose();
    }
  };

  it.each(TABLES)(
    'of %s: when the run ends before an earlier one, the next run loads that one and no other again',
    (table) =>
      inFresh('lost', async (struck) => {
        const interrupts = failingLate(table, () => new Struck('batch:before-write', table));
        await expect(migrate(struck, { ...LIMITS, interrupts })).rejects.toThrow(Struck);
        const { port: journal, close } = await struck.openJournalReader();
        const [unit] = await journal.rows('unit', { unitId: `table:${table}` });
        await close();
        const { beyond } = parseTablePosition(unit?.position ?? null);
        expect(beyond).toHaveLength(1);
        expect((beyond[0]?.to ?? 0) - (beyond[0]?.from ?? 0)).toBeGreaterThanOrEqual(BATCH_ROWS);

        const again = await migrate(struck, LIMITS);
        expect(again.counts).toEqual(whole.counts);
        expect(await dumpTarget(struck)).toEqual(expected);
      }),
    TIMEOUT_MS,
  );

  it.each(TABLES)(
    'of %s: one that failed for a passing reason is written again in the same run',
    (table) =>
      inFresh('passing', async (shaken) => {
        const interrupts = failingLate(table, () => new Passing());
        const result = await migrate(shaken, { ...LIMITS, interrupts });
        expect(result.counts).toEqual(whole.counts);
        expect(result.rowsMoved).toBe(whole.rowsMoved);
        expect(await dumpTarget(shaken)).toEqual(expected);
      }),
    TIMEOUT_MS,
  );
});
