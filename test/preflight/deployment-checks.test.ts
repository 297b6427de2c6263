/** Every check of the deployment on a world in which all pass: one change flips it, and without its facts it is unknown. */
import { expect, test } from 'vitest';
import { DEPLOYMENT_CHECKS } from '#src/preflight/deployment-checks.ts';
import { runChecks } from '#src/preflight/run-checks.ts';
import { principal } from '#test/support/inventory-builder.ts';
import { CHANGES, type Change, flippedTitle, SOUND } from './deployment-changes.ts';
import { type Mutable, OWN } from './deployment-edits.ts';
import { BASE, DAY, deploymentWorld, GUID, worldFacts } from './deployment-world.ts';
import { factsOf, NOW } from './facts.ts';

const stop = new AbortController().signal;

test('every check is there, once, under its own id', () => {
  const ids = Array.from({ length: 35 }, (_, at) => `D${String(at + 1).padStart(2, '0')}`);
  expect(DEPLOYMENT_CHECKS.map(({ id }) => id)).toEqual(ids);
});

test('in a sound deployment none is told but what does not apply', async () => {
  expect(await look(() => {})).toEqual(SOUND);
});

test.each(Object.entries(SOUND))('%s is %s in a sound deployment', async (id, result) => {
  expect((await look(() => {}))[id]).toBe(result);
});

test.each(CHANGES.map((each) => ({ title: flippedTitle(each), change: each[1], flipped: each[2] })))(
  '$title, and no other',
  async ({ change, flipped }) => {
    expect(await look(change)).toEqual({ ...SOUND, ...flipped });
  },
);

test.each(DEPLOYMENT_CHECKS.map((check) => ({ id: check.id, check })))(
  '$id is unknown without any fact, with something to do by hand',
  async ({ check }) => {
    const silent = async () => Promise.reject(new Error('no answer'));
    const network = { resolve: silent, connect: silent, tls: silent };
    const [outcome] = await runChecks([check], { ...factsOf({}), network }, { stop });
    expect(outcome).toMatchObject({ result: 'unknown', hint: expect.stringMatching(/.{10}/) });
  },
);

async function look(change: Change): Promise<Record<string, string>> {
  const outcomes = await runChecks(DEPLOYMENT_CHECKS, changed(change), { stop });
  return Object.fromEntries(outcomes.map(({ id, result }) => [id, result]));
}

function changed(change: Change) {
  const world = deploymentWorld(OWN);
  const databases: Mutable = {
    source: { lastFullAt: NOW - DAY / 2 },
    target: {},
    current: {},
    findings: [],
    prinADPath: `CN=Ann,CN=Users,${BASE}`,
    strangers: 0,
    repository: undefined,
  };
  change(world, databases);
  const { prinADPath, strangers, repository, ...stated } = databases;
  const person = (prinID: number, prinGuid: string) => principal(prinID, { prinGuid, prinADPath, prinTypeID: 5 });
  return worldFacts(world, {
    ...stated,
    ...(repository === undefined ? {} : { repository }),
    target: { ...stated.target, server: { memoryBytes: 64n * 1024n ** 3n, ...stated.target.server } },
    legacy: {
      principals: [
        person(10, GUID),
        ...Array.from({ length: strangers }, (_, at) => person(11 + at, `99999999-0000-0000-0000-00000000000${at}`)),
      ],
    },
  });
}
