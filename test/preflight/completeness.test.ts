/** Nothing that a check may come to is without a test: each id with each of its results, from the tables that make the tests. */
import { expect, test } from 'vitest';
import { ALL_CHECKS } from '#src/preflight/all-checks.ts';
import { RESULTS } from '#src/preflight/check.ts';
import { DATA_CASES } from './data-cases.ts';
import { CHANGES, SOUND } from './deployment-changes.ts';

/** `D19 block` and so on: what the titles of the tests name. */
const TESTED = new Set([
  ...DATA_CASES.map(([id, result]) => `${id} ${result}`),
  ...CHANGES.flatMap(([, , flipped]) => Object.entries(flipped).map(([id, result]) => `${id} ${result}`)),
  ...Object.entries(SOUND).map(([id, result]) => `${id} ${result}`),
  // Those that the plan answers are tested with every finding of theirs, in each severity; all of them without any fact.
  ...ALL_CHECKS.filter(({ findings }) => findings !== undefined).flatMap(({ id }) =>
    ['pass', 'warn', 'block'].map((result) => `${id} ${result}`),
  ),
  ...ALL_CHECKS.map(({ id }) => `${id} unknown`),
]);

test.each(ALL_CHECKS.map((check) => ({ id: check.id, check })))(
  '$id: each result that it may come to has its test, and no other result is ever seen',
  ({ check }) => {
    const seen = RESULTS.filter((result) => TESTED.has(`${check.id} ${result}`));
    expect(seen).toEqual(RESULTS.filter((result) => check.results.includes(result)));
  },
);

test('every check can pass, can be violated as its severity says, and can be unknown', () => {
  for (const { id, severity, results } of ALL_CHECKS) {
    expect([id, results]).toEqual([id, expect.arrayContaining(['pass', 'unknown'])]);
    expect([id, results.some((result) => result === 'warn' || result === 'block')]).toEqual([id, true]);
    if (severity !== 'block') continue;
    expect([id, results.includes('block')]).toEqual([id, true]);
  }
});

test('there are 35 checks of the deployment, 41 of the data and 14 of the target', () => {
  const count = (letter: string) => ALL_CHECKS.filter(({ id }) => id.startsWith(letter)).length;
  expect([count('D'), count('S'), count('T')]).toEqual([35, 41, 14]);
  expect(new Set(ALL_CHECKS.map(({ id }) => id)).size).toBe(90);
});
