import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { inParallel } from '#src/model/in-parallel.ts';

async function* counted(until: number, end: () => void = () => {}): AsyncIterable<number> {
  try {
    for (let item = 0; item < until; item++) yield item;
  } finally {
    end();
  }
}

test('every item is worked on once, in turn, by as many at once as are allowed', async () => {
  const begun: number[] = [];
  let running = 0;
  let most = 0;
  await inParallel(counted(50), 3, async (item) => {
    begun.push(item);
    most = Math.max(most, ++running);
    await setImmediate();
    running--;
  });
  expect(begun).toEqual(Array.from({ length: 50 }, (_, at) => at));
  expect([most, running]).toEqual([3, 0]);
});

test('items in a list are worked on as well', async () => {
  const done: string[] = [];
  await inParallel(['a', 'b', 'c'], 2, async (item) => void done.push(item));
  expect(done).toEqual(['a', 'b', 'c']);
});

test('the first failure is thrown when all that had begun has ended, and nothing begins after it', async () => {
  const begun: number[] = [];
  const ended: number[] = [];
  let closed = false;
  const work = inParallel(
    counted(50, () => {
      closed = true;
    }),
    2,
    async (item) => {
      begun.push(item);
      await setImmediate();
      if (item === 3) throw new Error('third');
      await setImmediate();
      ended.push(item);
    },
  );
  await expect(work).rejects.toThrow('third');
  expect(begun.length - ended.length).toBe(1);
  expect(begun.length).toBeLessThanOrEqual(5);
  expect(closed).toBe(true);
});

test('a list that cannot be read to its end fails the work', async () => {
  const broken = async function* () {
    yield 1;
    throw new Error('no more');
  };
  await expect(inParallel(broken(), 2, async () => {})).rejects.toThrow('no more');
});
