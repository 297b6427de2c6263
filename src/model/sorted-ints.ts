/** Looks up integers in ascending lists of them by halving, without a copy or an index. */

/** @returns where the value stands in a list without repetitions, -1 where it is not in it */
export function placeIn(sorted: Int32Array, value: number): number {
  let low = 0;
  let high = sorted.length - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const there = sorted[middle] as number;
    if (there === value) return middle;
    if (there < value) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}
