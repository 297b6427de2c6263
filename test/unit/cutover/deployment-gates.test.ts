/** What pre-flight says of the deployment, as gates of the cut-over. */
import { afterEach, expect, it } from 'vitest';
import type { CheckEvidence } from '#src/cutover/context.ts';
import { gateFindings, isRefused, lookAtGates } from '#src/cutover/gates/all-gates.ts';
import { makePlan } from '#src/cutover/plan.ts';
import { type Lab, makeLab } from './support.ts';

let lab: Lab;
afterEach(() => lab.dispose());

function check(id: string, result: CheckEvidence['result'], changes: Partial<CheckEvidence> = {}): CheckEvidence {
  const words = { title: `check ${id}`, looked: `seen by ${id}`, hint: `Settle ${id}.` };
  return { ...words, id, result, severity: 'block', endangers: 'service', at: Date.now() - 7_200_000, ...changes };
}

async function gates(checks: readonly CheckEvidence[], given: Readonly<Record<string, string>> = {}) {
  const context = lab.context();
  const { results } = await lookAtGates({
    ...context,
    evidence: { ...context.evidence, deployment: async () => checks },
    acknowledged: new Map(Object.entries(given)),
  });
  const of = (id: string) => results.find((result) => result.id === id);
  return { results, refused: isRefused(results), wrong: of('G15'), unknown: of('G16') };
}

it('pass when every check passes or is out of place, and tell how long ago that was seen', async () => {
  lab = makeLab();
  const { refused, wrong, unknown } = await gates([check('D02', 'pass'), check('D07', 'not-applicable')]);
  expect(refused).toBe(false);
  expect(wrong).toMatchObject({ outcome: 'pass', looked: '2 checks, the oldest looked at 2.0 h ago' });
  expect(unknown?.outcome).toBe('pass');
});

it.each(['data', 'service', 'support'] as const)(
  'refuse for a block that endangers %s, naming the check',
  async (endangers) => {
    lab = makeLab();
    const { refused, results } = await gates([check('D05', 'block', { endangers }), check('D02', 'pass')]);
    expect(refused).toBe(true);
    const finding = gateFindings(results).find(({ id }) => id === 'G15');
    expect(finding).toMatchObject({ severity: 'block', message: `found wrong: D05 (${endangers}): seen by D05` });
    expect(finding?.hint).toContain('Settle D05.');
    expect(finding?.hint).toContain('--acknowledge G15=REASON');
  },
);

it('refuse while something weighty is not known, and only warn of the rest', async () => {
  lab = makeLab();
  const weighty = await gates([check('D19', 'unknown')]);
  expect(weighty).toMatchObject({ refused: true, unknown: { outcome: 'block' } });
  const light = await gates([check('D16', 'unknown', { severity: 'warn' }), check('D22', 'warn')]);
  expect(light).toMatchObject({ refused: false, wrong: { outcome: 'warn' }, unknown: { outcome: 'warn' } });
});

it('open for a reason for the gate, or for one for each of its checks, and for nothing less', async () => {
  lab = makeLab();
  const checks = [check('D05', 'block'), check('D23', 'block'), check('D19', 'unknown')];
  const open = async (given: Readonly<Record<string, string>>) => !(await gates(checks, given)).refused;
  expect(await open({ G15: 'known', G16: 'looked at' })).toBe(true);
  expect(await open({ D05: 'tested', D23: 'moved', D19: 'looked at' })).toBe(true);
  expect(await open({ D05: 'tested', D19: 'looked at' })).toBe(false);
  expect(await open({ G15: 'known' })).toBe(false);
  const { wrong } = await gates(checks, { D05: 'tested', D23: 'moved' });
  expect(wrong?.acknowledged).toBe('D05: tested; D23: moved');
});

it('give another plan where another check blocks, though the gate blocks all the same', async () => {
  lab = makeLab();
  const context = lab.context();
  const hashWith = async (id: string) => {
    const evidence = { ...context.evidence, deployment: async () => [check(id, 'block')] };
    return (await makePlan({ ...context, evidence, acknowledged: new Map([['G15', 'known']]) })).hash;
  };
  expect(await hashWith('D05')).not.toBe(await hashWith('D23'));
  expect(await hashWith('D05')).toBe(await hashWith('D05'));
});
