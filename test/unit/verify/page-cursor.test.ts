import { expect, test } from 'vitest';
import { PageCursor } from '#src/verify/page-cursor.ts';

/** Pages, counted as they are fetched. */
function counted(pages: readonly (readonly number[])[]) {
  const told = { fetched: 0, ended: false };
  const stream = async function* () {
    try {
      for (const page of pages) {
        told.fetched++;
        yield page;
      }
    } finally {
      told.ended = true;
    }
  };
  return { told, cursor: new PageCursor(stream()) };
}

test('items come in order over the ends of pages and over empty pages, and each stays the next one until it is skipped', async () => {
  const { cursor } = counted([[], [1, 2], [], [3], []]);
  const taken: number[] = [];
  for (let next = await cursor.ahead(); next !== null; next = await cursor.ahead()) {
    expect(await cursor.ahead()).toBe(next);
    expect(cursor.peek()).toBe(next);
    taken.push(next);
    cursor.skip();
  }
  expect(taken).toEqual([1, 2, 3]);
  expect([cursor.peek(), await cursor.more()]).toEqual([null, false]);
});

test('a page is fetched when the one before it is used up, and none after the cursor is let go of', async () => {
  const { told, cursor } = counted([[1, 2], [3], [4]]);
  expect([cursor.peek(), told.fetched]).toEqual([null, 0]);
  await cursor.ahead();
  cursor.skip();
  expect([cursor.peek(), told.fetched]).toEqual([2, 1]);
  cursor.skip();
  expect([await cursor.ahead(), told.fetched]).toEqual([3, 2]);
  await cursor[Symbol.asyncDispose]();
  cursor.skip();
  expect([await cursor.more(), told.fetched, told.ended]).toEqual([false, 2, true]);
});
