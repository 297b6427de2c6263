import { expect, it } from 'vitest';
import { sawNothing, todoLines } from '#src/commands/preflight-todo.ts';

const SERVER = { engine: 'sqlite' } as never;

it('says what to do once for all checks that ask for the same', () => {
  const outcomes = [
    { id: 'S01', result: 'unknown', hint: 'Run: plan' },
    { id: 'S02', result: 'pass', hint: 'Run: plan' },
    { id: 'S03', result: 'warn', hint: 'Run: plan' },
    { id: 'S04', result: 'unknown', hint: 'Run: plan' },
    { id: 'S05', result: 'unknown', hint: '' },
  ] as const;
  expect(todoLines(outcomes)).toEqual(['S01, S04 unknown: Run: plan', 'S03 warn: Run: plan']);
});

it.each([
  ['a source that does not let us in', SERVER, null, { S01: 'unknown', S02: 'not-applicable' }, true],
  ['a target that is away', SERVER, SERVER, { S01: 'pass', T01: 'unknown' }, true],
  ['both, seen in part', SERVER, SERVER, { S01: 'unknown', S02: 'warn', T01: 'pass' }, false],
  ['no source in the configuration', null, null, { S01: 'unknown' }, false],
] as const)('knows %s', (_title, source, target, results, blind) => {
  const outcomes = Object.entries(results).map(([id, result]) => ({ id, result }));
  expect(sawNothing({ configuration: { source, target } }, outcomes)).toBe(blind);
});
