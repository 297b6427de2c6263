import { expect, it } from 'vitest';
import { cutoverVerb } from '#src/commands/cutover.ts';
import { SIZE_OPTIONS } from '#src/commands/fixture-create.ts';
import { saidOptions } from '#src/commands/said-options.ts';

it('says again what differs from the defaults, in the order of the help', () => {
  const given = { size: 'nasty', messages: 500, seed: 0, variant: 'documented', json: true };
  expect(saidOptions(SIZE_OPTIONS, given)).toBe(' --size nasty --seed 0 --messages 500');
  expect(saidOptions(SIZE_OPTIONS, { size: 'small', variant: 'documented' })).toBe('');
});

it('knows options of two words, and those without a value', () => {
  const given = { watchStart: true, watchSeconds: 30, dryRun: false };
  expect(saidOptions(cutoverVerb.options, given)).toBe(' --watch-start --watch-seconds 30');
});
