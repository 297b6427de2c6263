/**
 * A commit whose answer is lost: the connection breaks, and nobody knows whether the batch is there. The stored
 * checkpoint tells, so that in either case every row is there once and the books are those of an undisturbed run.
 */
import { expect, it } from 'vitest';
import '#test/support/quick-disk.ts';
import { CommitOutcomeUnknown } from '#src/engines/errors/connection-errors.ts';
import type { TargetPort } from '#src/load/target-port.ts';
import { dumpTarget } from '#test/support/dump.ts';
import { forEachEngine, type TestDatabases } from '#test/support/engines.ts';
import { type MigrateOptions, migrate } from '#test/support/migrate.ts';
import { createWorld } from '#test/support/small-world.ts';

/** Waits take no time; everything else does as always. */
const OPTIONS: MigrateOptions = {
  limits: { rows: 60, bytes: 20_000 },
  clock: { now: () => Date.now(), sleep: async () => {} },
};

/** The answers to `outcomes` commits are lost, in turn: true = the transaction took place, false = it did not. */
function unreliable(target: TargetPort, outcomes: readonly boolean[], lost: boolean[]): TargetPort {
  let tries = 0;
  return {
    pack: () => target.pack(),
    async transaction(work) {
      const outcome = tries % 2 === 0 ? outcomes[(tries / 2) % outcomes.length] : undefined;
      tries += 1;
      if (outcome === undefined) return target.transaction(work);
      lost.push(outcome);
      if (outcome) await target.transaction(work);
      else {
        await target
          .transaction(async (transaction) => {
            await work(transaction);
            throw new RolledBack();
          })
          .catch((error: unknown) => {
            if (!(error instanceof RolledBack)) throw error;
          });
      }
      throw new CommitOutcomeUnknown('the target');
    },
  };
}

class RolledBack extends Error {}

async function migrateUnreliably(databases: TestDatabases, outcomes: readonly boolean[]) {
  const lost: boolean[] = [];
  const result = await migrate(
    {
      ...databases,
      openTarget: async () => {
        const opened = await databases.openTarget();
        return { ...opened, port: unreliable(opened.port, outcomes, lost) };
      },
    },
    { ...OPTIONS, concurrency: 1 },
  );
  return { result, lost };
}

type Case = readonly [title: string, outcomes: readonly boolean[]];
const MIXED: Case = ['did or did not take place, in turn', [true, false, false]];
const CASES: readonly Case[] = [['took place', [true]], ['did not take place', [false]], MIXED];

forEachEngine('a load whose commits are answered by a broken connection', (engine) => {
  // What decides lies above the engines: where a session costs seconds, both outcomes share one run.
  it.each(engine.name === 'sqlite' ? CASES : [MIXED])(
    'ends like an undisturbed one when they %s',
    async (_title, outcomes) => {
      const [broken, undisturbed] = [await engine.fresh('unknown-commit'), await engine.fresh('undisturbed')];
      try {
        for (const databases of [broken, undisturbed]) await createWorld(databases);
        const whole = await migrate(undisturbed, OPTIONS);
        const { result, lost } = await migrateUnreliably(broken, outcomes);

        expect(lost.length).toBeGreaterThan(15);
        expect(new Set(lost)).toEqual(new Set(outcomes));
        expect(result.counts).toEqual(whole.counts);
        expect(result.rowsMoved).toBe(whole.rowsMoved);
        expect(await dumpTarget(broken)).toEqual(await dumpTarget(undisturbed));
      } finally {
        await broken.dispose();
        await undisturbed.dispose();
      }
    },
    120_000,
  );
});
