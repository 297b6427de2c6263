import { expect, test } from 'vitest';
import { IntMap } from '#src/model/int-map.ts';
import type { MigrationPlan } from '#src/model/plan.ts';
import { AuthorMapping } from '#src/verify/author-mapping.ts';

/** 3 and 4 become 30, 5 becomes 50; 6 has no row and gets a placeholder, 7 neither. */
function mapping(rooms: readonly unknown[] = [{ channelId: 1, newChannelId: 10 }]): AuthorMapping {
  const authors = IntMap.of([
    [3, 30],
    [4, 30],
    [5, 50],
  ]);
  const translate = (_room: unknown, [[, , author]]: readonly [readonly [bigint, bigint, number]]) =>
    author === 6
      ? { messages: [[10, 0n, 0n, 60, false, '', null]], orphanAuthors: [6] }
      : { messages: [], orphanAuthors: [] };
  return new AuthorMapping({ rooms, translate, messageMapping: { authors } } as unknown as MigrationPlan);
}

test('an author is mapped as the plan maps messages', () => {
  const authors = mapping();
  expect(authors.of(4)).toEqual({ newId: 30, orphan: false });
  expect(authors.of(6)).toEqual({ newId: 60, orphan: true });
  expect(authors.of(7)).toEqual({ newId: null, orphan: false });
});

test('a number of the target stands for all who become it', () => {
  const authors = mapping();
  expect([...authors.legacyOf(30)].sort()).toEqual([3, 4]);
  expect(authors.legacyOf(50)).toEqual([5]);
  expect(authors.legacyOf(77)).toEqual([]);
});

test('a placeholder stands for its author once that one has been asked for, and not twice', () => {
  const authors = mapping();
  expect(authors.legacyOf(60)).toEqual([]);
  authors.of(6);
  authors.of(6);
  expect(authors.legacyOf(60)).toEqual([6]);
});

test('without a room that is migrated nobody is', () => {
  expect(mapping([{ channelId: 1, newChannelId: null }]).of(5)).toEqual({ newId: null, orphan: false });
});
