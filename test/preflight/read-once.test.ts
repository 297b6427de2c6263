/** The source is read once, whoever asks: by pre-flight for all its checks, by `migrate` for plan and checks together. */
import '#test/support/quick-disk.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildWorld } from '#src/build-world.ts';
import { checkedPlan } from '#src/commands/checked-plan.ts';
import { preflightFacts } from '#src/commands/preflight-facts.ts';
import { withResources } from '#src/commands/resources.ts';
import type { VerbContext } from '#src/commands/verb.ts';
import { defaultConfiguration } from '#src/config/read.ts';
import { ALL_CHECKS } from '#src/preflight/all-checks.ts';
import { runChecks } from '#src/preflight/run-checks.ts';
import { SQLITE, type TestDatabases } from '#test/support/engines.ts';
import { createWorld } from '#test/support/small-world.ts';

const stop = new AbortController().signal;
let databases: TestDatabases;
beforeAll(async () => {
  databases = await SQLITE.fresh('read-once');
  await createWorld(databases);
});
afterAll(async () => {
  await databases.dispose();
});

/** Reads of whole tables of the source, and questions to the servers, by name. */
function counted(): { context: VerbContext; reads: Map<string, number> } {
  const configuration = {
    ...defaultConfiguration(databases.dir),
    source: databases.sourceAddress,
    target: databases.targetAddress,
    workDir: `${databases.dir}/work`,
  };
  const reads = new Map<string, number>();
  const count = (name: string) => reads.set(name, (reads.get(name) ?? 0) + 1);
  const world = buildWorld(configuration);
  const context = {
    configuration,
    world: {
      ...world,
      source: async () => {
        const { port, close } = await world.source();
        return { port: watched(port, (method, spec) => count(`${method} ${spec}`)), close };
      },
      sqlFacts: async (side: 'source' | 'target' | 'compliance') => {
        const { port, close } = await world.sqlFacts(side);
        return { port: watched(port, (method) => count(`${side} ${method}`)), close };
      },
    },
    now: Date.now,
    progress: () => {},
    acknowledged: new Map(),
    stop,
  } as unknown as VerbContext;
  return { context, reads };
}

function watched<Port extends object>(port: Port, tell: (method: string, first: string) => void): Port {
  return new Proxy(port, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      return (...given: readonly [{ name?: string }?]) => {
        tell(String(name), given[0]?.name ?? '');
        return value.apply(target, given);
      };
    },
  });
}

const ONCE = ['tblNode', 'tblPrincipal', 'tblPrincipalRole', 'tblScopePrincipal', 'tblLastChatId'].map(
  (name) => `rows ${name}`,
);

describe('the inventory of the source', () => {
  test('is read once for all checks of pre-flight, and each server is asked once for each fact', async () => {
    const { context, reads } = counted();
    const outcomes = await withResources((resources) =>
      runChecks(ALL_CHECKS, preflightFacts(context, resources), { stop }),
    );
    expect(outcomes.filter(({ id, result }) => id.startsWith('S') && result === 'unknown').map(({ id }) => id)).toEqual(
      ['S16', 'S29', 'S30'],
    );
    expect(ONCE.map((name) => [name, reads.get(name)])).toEqual(ONCE.map((name) => [name, 1]));
    for (const fact of ['server', 'database', 'missingRights', 'databases']) {
      expect([fact, reads.get(`target ${fact}`)]).toEqual([fact, 1]);
    }
  });

  test('is read once by migrate for its plan and its checks', async () => {
    const { context, reads } = counted();
    const { checks, plan } = await withResources((resources) => checkedPlan(context, resources));
    expect(checks.map(({ id }) => id)).toEqual(
      ALL_CHECKS.filter(({ again }) => again.includes('migrate')).map(({ id }) => id),
    );
    expect(checks.filter(({ result }) => result === 'unknown')).toEqual([]);
    expect(plan.rooms.length).toBeGreaterThan(0);
    expect(ONCE.map((name) => [name, reads.get(name)])).toEqual(ONCE.map((name) => [name, 1]));
  });
});
