/** One order of rows, in whichever order an engine delivers them: a plan must not depend on that. */
import type { RowList } from '#src/model/row-list.ts';

/** The same list for every order in which an engine may deliver it. Costs one comparison a row when it is in order. */
export function inOrder<T>(rows: readonly T[], compare: (a: T, b: T) => number): readonly T[];
export function inOrder<T>(rows: RowList<T>, compare: (a: T, b: T) => number): RowList<T>;
export function inOrder<T>(rows: RowList<T>, compare: (a: T, b: T) => number): RowList<T> {
  let before: T | undefined;
  for (const row of rows) {
    if (before !== undefined && compare(before, row) > 0) return [...rows].sort(compare);
    before = row;
  }
  return rows;
}

/** Order of UTF-16 units: the same everywhere, unlike a locale's. */
export function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
