/** The same list for every order in which an engine may deliver it. Costs one comparison a row when it is in order. */
export function inOrder<T>(rows: readonly T[], compare: (a: T, b: T) => number): readonly T[] {
  for (let at = 1; at < rows.length; at++) {
    if (compare(rows[at - 1] as T, rows[at] as T) > 0) return rows.toSorted(compare);
  }
  return rows;
}

/** Order of UTF-16 units: the same everywhere, unlike a locale's. */
export function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
