import { expect, it } from 'vitest';
import { bothOf } from '#src/model/both-of.ts';

it('fails only when both have ended, so that nothing goes on behind the error', async () => {
  let end = (): void => {};
  const other = new Promise<void>((resolve) => {
    end = resolve;
  });
  let failed = false;
  const both = bothOf(Promise.reject(new Error('the first')), other).catch((error: unknown) => {
    failed = true;
    throw error;
  });
  both.catch(() => {});
  await new Promise(setImmediate);
  expect(failed).toBe(false);
  end();
  await expect(both).rejects.toThrow('the first');
});

it('gives both answers in their order', async () => {
  await expect(bothOf(Promise.resolve(1), Promise.resolve('two'))).resolves.toEqual([1, 'two']);
});
