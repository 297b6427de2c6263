/** Pre-flight where the login may not read the journal: what is known all the same, and what is not. */
import '#test/support/quick-disk.ts';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { buildWorld } from '#src/build-world.ts';
import { checkedPlan } from '#src/commands/checked-plan.ts';
import { preflightFacts } from '#src/commands/preflight-facts.ts';
import { withResources } from '#src/commands/resources.ts';
import type { VerbContext } from '#src/commands/verb.ts';
import { defaultConfiguration } from '#src/config/read.ts';
import { RightMissing } from '#src/engines/errors/connection-errors.ts';
import { ALL_CHECKS } from '#src/preflight/all-checks.ts';
import type { CheckOutcome } from '#src/preflight/check.ts';
import { runChecks } from '#src/preflight/run-checks.ts';
import { SQLITE, type TestDatabases } from '#test/support/engines.ts';
import { migrate } from '#test/support/migrate.ts';
import { createWorld } from '#test/support/small-world.ts';

const CHECKS = ALL_CHECKS.filter(({ concern }) => concern !== 'deployment');
const stop = new AbortController().signal;

let databases: TestDatabases;
beforeEach(async () => {
  databases = await SQLITE.fresh('closed-journal');
  await createWorld(databases);
});
afterEach(async () => {
  await databases.dispose();
});

function context(journal: 'open' | 'closed'): VerbContext {
  const configuration = {
    ...defaultConfiguration(databases.dir),
    source: databases.sourceAddress,
    target: databases.targetAddress,
    journalDatabase: databases.journalDatabase,
    workDir: `${databases.dir}/work`,
  };
  const world = buildWorld(configuration);
  const refuses = () => {
    throw new RightMissing('the journal is not for you.');
  };
  const closed = async () => {
    const { port, close } = await world.journalReader();
    return { port: { ...port, exists: async () => refuses(), rows: async () => refuses() }, close };
  };
  return {
    configuration,
    world: journal === 'open' ? world : { ...world, journalReader: closed },
    now: Date.now,
    progress: () => {},
    acknowledged: new Map(),
    stop,
  } as unknown as VerbContext;
}

async function looked(journal: 'open' | 'closed'): Promise<CheckOutcome[]> {
  return withResources((resources) => runChecks(CHECKS, preflightFacts(context(journal), resources), { stop }));
}

describe('a journal that may not be read', () => {
  test('changes no answer while the target holds nothing of the source', async () => {
    expect(await looked('closed')).toEqual(await looked('open'));
  });

  test('leaves unknown, with the reason, what it alone could tell of a target that holds rows of the source', async () => {
    await migrate(databases);
    const outcomes = await looked('closed');
    const why = /^the target holds rows of the source \(\d+ nodes, \d+ principals, \d+ add-ins?\), .*not for you$/;
    const unknown = outcomes.filter(({ looked: seen }) => why.test(seen));
    expect(new Set(unknown.map(({ result }) => result))).toEqual(new Set(['unknown']));
    const expected = CHECKS.filter(
      ({ id, findings }) => findings !== undefined || ['S35', 'T04', 'T11', 'T14'].includes(id),
    );
    expect(unknown.map(({ id }) => id)).toEqual(expected.map(({ id }) => id));
    // What looks at the source alone is answered as ever.
    const others = (all: readonly CheckOutcome[]) => all.filter(({ id }) => !expected.some((check) => check.id === id));
    expect(others(outcomes)).toEqual(others(await looked('open')));
  });

  test('stops a migration, which cannot do without', async () => {
    const planning = withResources((resources) => checkedPlan(context('closed'), resources));
    await expect(planning).rejects.toMatchObject({ code: 'RIGHT_MISSING', exitCode: 2 });
  });
});
