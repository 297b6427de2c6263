/** Each check of the source's data and of the target: the world in which it passes, the one in which it does not. */
import { describe, expect, test } from 'vitest';
import type { Check } from '#src/preflight/check.ts';
import { SOURCE_CHECKS } from '#src/preflight/source-checks.ts';
import { TARGET_CHECKS } from '#src/preflight/target-checks.ts';
import { FINDING_KINDS } from '#src/transform/finding-kinds.ts';
import { category, LEGACY_ROOT, principal, role, room } from '#test/support/inventory-builder.ts';
import { planFor } from '#test/support/planning.ts';
import { DATA_CASES } from './data-cases.ts';
import { factsOf, WHY } from './facts.ts';

const CHECKS = [...SOURCE_CHECKS, ...TARGET_CHECKS];

describe('a check of the data', () => {
  test.each(DATA_CASES.map(([id, result, stated], at) => ({ id, result, stated, at })))(
    '$id is $result in its world ($at)',
    async ({ id, result, stated }) => {
      const observation = await checkOf(id).look(factsOf(stated));
      expect(observation).toMatchObject({ result });
      expect(observation.looked).not.toBe('');
      expect(observation.hint === '').toBe(result === 'pass' || result === 'not-applicable');
    },
  );

  test.each(CHECKS.map((check) => ({ id: check.id, check })))(
    '$id is unknown where nothing is known, and says what a person can do',
    async ({ check }) => {
      const observation = await check.look(factsOf({}));
      expect(observation.result).toBe('unknown');
      expect(observation.hint).toBe(check.manual);
      expect(observation.looked).not.toBe('');
    },
  );
});

const BY_FINDING = CHECKS.filter(({ method }) => method.startsWith('Findings of the plan'));

describe('a check that the plan answers', () => {
  test.each(BY_FINDING.flatMap((check) => findingsOf(check).map((finding) => ({ id: check.id, finding, check }))))(
    '$id passes without, and tells of $finding with its severity',
    async ({ finding, check }) => {
      expect(await check.look(factsOf({ findings: [{ id: 'P00-other', severity: 'block' }] }))).toMatchObject({
        result: 'pass',
      });
      for (const [severity, result] of [
        ['block', 'block'],
        ['warn', 'warn'],
        ['info', 'warn'],
      ] as const) {
        const observation = await check.look(factsOf({ findings: [{ id: finding, severity }] }));
        expect(observation).toMatchObject({ result, hint: 'Do something.' });
        expect(observation.looked).toContain('room 7');
      }
    },
  );

  test('follows what the transform finds in real data', async () => {
    const nested = [LEGACY_ROOT, category(2, 1, 'Desk'), category(3, 2, 'Rates'), room(4, 3, 'x'.repeat(256))];
    const plan = planFor({
      source: { nodes: nested, roles: [role(1, 10, 'manager')], principals: [principal(10, { prinName: 'Ann' })] },
    });
    const results = Object.fromEntries(
      await Promise.all(
        BY_FINDING.map(async (check) => [check.id, (await check.look(factsOf({ plan }))).result] as const),
      ),
    );
    expect(results).toMatchObject({ S03: 'warn', S04: 'block', S05: 'pass', S31: 'pass', T03: 'pass' });
  });

  test('covers every finding that may lose or change something', () => {
    const covered = new Set(BY_FINDING.flatMap(findingsOf));
    const silent = Object.keys(FINDING_KINDS).filter((id) => !covered.has(id));
    // Told by the plan, and no violation of any requirement.
    expect(silent).toEqual([
      'P36-category-field-ignored',
      'P45-members-without-room',
      'P53-system-principal',
      'P58-own-principal',
      'P80-not-migrated',
      'P82-filtered',
    ]);
    for (const id of covered) expect(Object.keys(FINDING_KINDS)).toContain(id);
  });
});

test('ids are unique, in order, and fit the concern', () => {
  const ids = CHECKS.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).toEqual([...ids].sort());
  for (const { id, concern } of CHECKS) expect(concern).toBe(id.startsWith('S') ? 'source' : 'target');
});

test('the reason why something is unknown is passed on', async () => {
  expect((await checkOf('S01').look(factsOf({}))).looked).toBe(WHY);
});

function checkOf(id: string): Check {
  const check = CHECKS.find((each) => each.id === id);
  if (check === undefined) throw new Error(`no check ${id}`);
  return check;
}

/** The full ids behind the short ones of the method. */
function findingsOf(check: Check): string[] {
  const short = check.method.slice(check.method.indexOf(':') + 1).split(',');
  return short.map((each) => Object.keys(FINDING_KINDS).find((id) => id.startsWith(`${each.trim()}-`)) ?? each.trim());
}
