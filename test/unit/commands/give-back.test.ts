import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, expect, it, vi } from 'vitest';
import { giveBack } from '#src/commands/give-back.ts';

afterEach(() => vi.unstubAllGlobals());

it('What one work held is gone before the next one begins', async () => {
  setFlagsFromString('--expose-gc');
  vi.stubGlobal('gc', runInNewContext('gc'));
  const held = held100();
  // A weak reference holds until the turn in which it was made is over.
  await new Promise(setImmediate);
  giveBack();
  expect(held.deref()).toBeUndefined();
});

it('Where the runtime does not collect when it is asked, work goes on', () => {
  vi.stubGlobal('gc', undefined);
  expect(giveBack).not.toThrow();
});

function held100(): WeakRef<number[]> {
  return new WeakRef(Array.from({ length: 100 }, (_, at) => at));
}
