/** The runner, and pre-flight as a whole where nobody answers. */
import { expect, test } from 'vitest';
import { preflightFacts } from '#src/commands/preflight-facts.ts';
import { Resources } from '#src/commands/resources.ts';
import type { VerbContext } from '#src/commands/verb.ts';
import { defaultConfiguration } from '#src/config/read.ts';
import { ALL_CHECKS } from '#src/preflight/all-checks.ts';
import { type Check, pass } from '#src/preflight/check.ts';
import { CHECK_TIMEOUT_MS, runChecks } from '#src/preflight/run-checks.ts';
import { findingsOf, usedAcknowledgements } from '#src/preflight/verdict.ts';
import { factsOf } from './facts.ts';

const never = () => new Promise<never>(() => {});
const stop = new AbortController().signal;

function check(id: string, look: Check['look']): Check {
  const words = { title: id, requirement: '', source: '', method: '', manual: 'Look yourself.' };
  const declared = { concern: 'deployment', severity: 'block', endangers: 'service', again: [] } as const;
  return { ...words, ...declared, id, results: ['pass', 'unknown'], look };
}

test('a check that hangs and one that crashes are unknown; the order stays, and the others are told', async () => {
  const slow = check('A', never);
  const broken = check('B', async () => Promise.reject(new Error('a password')));
  const fine = check('C', async () => pass('fine'));
  const outcomes = await runChecks([slow, broken, fine], factsOf({}), { timeoutMs: 30, stop });
  expect(outcomes.map(({ id, result }) => [id, result])).toEqual([
    ['A', 'unknown'],
    ['B', 'unknown'],
    ['C', 'pass'],
  ]);
  expect(outcomes[1]).toMatchObject({ hint: 'Look yourself.', looked: expect.not.stringContaining('password') });
});

test('checks that read whole databases begin when those that ask somebody have ended, and the order stays', async () => {
  const told: string[] = [];
  const asks = check('B', async () => {
    await new Promise((resolve) => setTimeout(resolve, 20));
    told.push('answer');
    return pass('fine');
  });
  const reads = (id: string, how: Partial<Check>) => ({
    ...check(id, async () => {
      told.push('reading');
      return pass('fine');
    }),
    ...how,
  });
  const checks = [reads('A', { concern: 'source' }), asks, reads('C', { reads: true })];
  const outcomes = await runChecks(checks, factsOf({}), { stop });
  expect(told).toEqual(['answer', 'reading', 'reading']);
  expect(outcomes.map(({ id, result }) => `${id} ${result}`)).toEqual(['A pass', 'B pass', 'C pass']);
});

test('a stop answers for checks that have not ended', async () => {
  const controller = new AbortController();
  const running = runChecks([check('A', never)], factsOf({}), { stop: controller.signal });
  controller.abort();
  expect((await running)[0]?.result).toBe('unknown');
});

test('with every server silent all ends in the time given, without one pass', async () => {
  const world = {
    source: never,
    targetReader: never,
    journalReader: never,
    sqlFacts: never,
    fence: never,
    directory: never,
    network: () => ({ resolve: never, connect: never, tls: never }),
    fileStore: () => ({ facts: never, probe: never }),
  };
  const configuration = defaultConfiguration('/nowhere');
  const context = { configuration, world, now: Date.now, progress: () => {} } as unknown as VerbContext;
  const started = Date.now();
  const outcomes = await runChecks(ALL_CHECKS, preflightFacts(context, new Resources(), { openingMs: 100 }), { stop });
  expect(Date.now() - started).toBeLessThan(CHECK_TIMEOUT_MS);
  expect(outcomes.filter(({ result, hint }) => result !== 'unknown' || hint === '')).toEqual([]);
});

test('a block that is acknowledged warns; a reason for what does not block is not kept', () => {
  const words = { title: 't', requirement: '', source: '', looked: 'seen', hint: 'Do.' } as const;
  const common = { ...words, severity: 'block', endangers: 'data' } as const;
  const outcomes = [
    { ...common, id: 'D01', result: 'block' },
    { ...common, id: 'D02', result: 'block' },
    { ...common, id: 'D03', result: 'pass' },
  ] as const;
  const used = usedAcknowledgements(
    outcomes,
    new Map([
      ['D01', 'known'],
      ['D03', 'none'],
    ]),
  );
  expect([...used]).toEqual([['D01', 'known']]);
  expect(findingsOf(outcomes, used).map(({ id, severity }) => [id, severity])).toEqual([
    ['D01', 'warn'],
    ['D02', 'block'],
  ]);
});
