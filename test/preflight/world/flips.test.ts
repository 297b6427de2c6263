/** One change of a deployment that passes flips exactly the checks that it should, and undone, all pass again. */
import { afterEach, beforeAll, expect, test } from 'vitest';
import type { Result } from '#src/preflight/check.ts';
import type { Undo } from './change.ts';
import { CROWDS, DATA_CHANGES } from './data-changes.ts';
import { resultsOf } from './deployment.ts';
import { DEPLOYMENT_CHANGES } from './deployment-changes.ts';
import { onDeployment } from './on-deployment.ts';
import { STATED_CHANGES } from './stated-changes.ts';

const CHANGES = [...DEPLOYMENT_CHANGES, ...DATA_CHANGES, ...STATED_CHANGES, ...CROWDS];

onDeployment('sqlite', 'one change of the deployment', (world) => {
  let passing: Record<string, Result>;
  let undo: Undo = () => {};
  beforeAll(async () => {
    world().standIn();
    passing = resultsOf(await world().look());
  });
  afterEach(async () => {
    await undo();
    undo = () => {};
  });

  test.each(CHANGES.map((each) => [each.title, each] as const))('%s', async (_, { make, flips }) => {
    undo = await make(world());
    const outcomes = await world().look();
    const flipped = [...outcomes.values()].filter(({ id, result }) => result !== passing[id]);
    const seen = flipped.map(({ id, looked }) => `${id}: ${looked}`).join('\n');
    expect(Object.fromEntries(flipped.map(({ id, result }) => [id, result])), seen).toEqual(flips);
  });

  test('and undone, all is as before', async () => {
    expect(resultsOf(await world().look())).toEqual(passing);
  });
});
