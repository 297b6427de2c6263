/** One change of a deployment that passes flips exactly the checks that it should, and undone, all pass again. */
import { expect, test } from 'vitest';
import { ALL_CHECKS } from '#src/preflight/all-checks.ts';
import { CROWDS, DATA_CHANGES } from './data-changes.ts';
import { DEPLOYMENT_CHANGES } from './deployment-changes.ts';
import { flipsOf } from './flips-of.ts';
import { SERVER_CHANGES } from './server-changes.ts';
import { STATED_CHANGES } from './stated-changes.ts';

const CHANGES = [...DEPLOYMENT_CHANGES, ...DATA_CHANGES, ...STATED_CHANGES, ...CROWDS];

flipsOf('sqlite', 'one change of the deployment', CHANGES);

test('for each check there is a change that violates it, or makes it unknown', () => {
  const flipped = new Set([...CHANGES, ...SERVER_CHANGES].flatMap(({ flips }) => Object.keys(flips)));
  expect(ALL_CHECKS.map(({ id }) => id).filter((id) => !flipped.has(id))).toEqual([]);
});
