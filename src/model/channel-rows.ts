/**
 * Packed rows of channels, found by channel: what there is of every range of messages takes fifty bytes a range, where a
 * map of maps of objects takes ten times as much. What is asked for is made anew each time.
 */
import { GrowingInts } from './growing-ints.ts';
import { PackedRows } from './packed-rows.ts';

export class ChannelRows<T extends { readonly channelId: number }> implements Iterable<T> {
  readonly #rows: PackedRows<T>;
  /** Ascending, and the place of each one's first row. */
  readonly #channels = new GrowingInts();
  readonly #firsts = new GrowingInts();

  /** @param names every column, in the order that the rows shall have */
  constructor(names: readonly (keyof T & string)[]) {
    this.#rows = new PackedRows(names);
  }

  get length(): number {
    return this.#rows.length;
  }

  /**
   * @param rows that follow those that came before, ascending by channel
   * @throws Error where they do not: looked up like that, some would be missing
   */
  add(rows: Iterable<T>): void {
    for (const row of rows) {
      const known = this.#channels.length;
      const last = known === 0 ? null : this.#channels.at(known - 1);
      if (last !== null && row.channelId < last)
        throw new Error(`channel ${row.channelId} comes behind channel ${last}`);
      if (row.channelId !== last) {
        this.#channels.push(row.channelId);
        this.#firsts.push(this.#rows.length);
      }
      this.#rows.push(row);
    }
  }

  /** In the order in which they came. */
  of(channelId: number): T[] {
    const place = this.#placeOf(channelId);
    if (place < 0) return [];
    const end = place + 1 < this.#firsts.length ? this.#firsts.at(place + 1) : this.#rows.length;
    const found: T[] = [];
    for (let index = this.#firsts.at(place); index < end; index++) found.push(this.#rows.at(index) as T);
    return found;
  }

  [Symbol.iterator](): Iterator<T> {
    return this.#rows[Symbol.iterator]();
  }

  /** -1 for a channel without rows. */
  #placeOf(channelId: number): number {
    let low = 0;
    let high = this.#channels.length - 1;
    while (low <= high) {
      const middle = (low + high) >>> 1;
      const there = this.#channels.at(middle);
      if (there === channelId) return middle;
      if (there < channelId) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  }
}
