import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, expect, it, vi } from 'vitest';
import { giveBack, giveBackGrown } from '#src/commands/give-back.ts';

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

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

it('Between phases it is asked for only where heap and buffers have grown since the last time', () => {
  const MB = 1_000_000;
  let heapTotal = 0;
  let left = 55 * MB;
  vi.spyOn(process, 'memoryUsage').mockImplementation((() => ({ heapTotal, external: 5 * MB })) as never);
  const gc = vi.fn(() => {
    heapTotal = left;
  });
  vi.stubGlobal('gc', gc);
  giveBack();
  const calls = (heapBytes: number): number => {
    gc.mockClear();
    heapTotal = heapBytes;
    giveBackGrown();
    return gc.mock.calls.length;
  };
  expect(calls(60 * MB)).toBe(0);
  left = 80 * MB;
  expect(calls(90 * MB)).toBe(1);
  expect(calls(91 * MB)).toBe(0);
  expect(calls(92 * MB)).toBe(1);
  left = 20 * MB;
  expect(calls(100 * MB)).toBe(1);
  // However small it has become: what every command takes is no growth.
  expect(calls(50 * MB)).toBe(0);
});

function held100(): WeakRef<number[]> {
  return new WeakRef(Array.from({ length: 100 }, (_, at) => at));
}
