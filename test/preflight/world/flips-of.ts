/** Makes each change of a deployment that passes, looks, and undoes it; at the end all must be as before. */
import { afterEach, beforeAll, expect, test } from 'vitest';
import { ALL_CHECKS } from '#src/preflight/all-checks.ts';
import type { Result } from '#src/preflight/check.ts';
import type { TestEngine } from '#test/support/engines.ts';
import type { Change, Undo } from './change.ts';
import { resultsOf } from './deployment.ts';
import { onDeployment } from './on-deployment.ts';

export function flipsOf(engine: TestEngine['name'], title: string, changes: readonly Change[]): void {
  onDeployment(engine, title, (world) => {
    let passing: Record<string, Result>;
    let undo: Undo = () => {};
    beforeAll(async () => {
      world().standIn();
      passing = resultsOf(await world().look());
    }, 120_000);
    afterEach(async () => {
      await undo();
      undo = () => {};
    });

    test.each(changes.map((each) => [each.title, each] as const))('%s', { timeout: 120_000 }, async (_, each) => {
      undo = await each.make(world());
      const outcomes = await world().look();
      const flipped = [...outcomes.values()].filter(({ id, result }) => result !== passing[id]);
      const seen = flipped.map(({ id, looked }) => `${id}: ${looked}`).join('\n');
      expect(Object.fromEntries(flipped.map(({ id, result }) => [id, result])), seen).toEqual(each.flips);
      for (const { results, id } of ALL_CHECKS) expect(results).toContain(outcomes.get(id)?.result);
      for (const { result, hint } of flipped)
        if (result !== 'pass' && result !== 'not-applicable') expect(hint).not.toBe('');
    });

    test('and undone, all is as before', async () => {
      expect(resultsOf(await world().look())).toEqual(passing);
    });
  });
}
