/** Some rows of a list, known by their places in it: four bytes a row. */
import { GrowingInts } from './growing-ints.ts';
import type { RowList } from './row-list.ts';

class ChosenRows<T> implements RowList<T> {
  readonly #rows: RowList<T>;
  readonly #places: Int32Array;

  constructor(rows: RowList<T>, places: Int32Array) {
    this.#rows = rows;
    this.#places = places;
  }

  get length(): number {
    return this.#places.length;
  }

  at(index: number): T | undefined {
    const place = this.#places[index];
    return place === undefined ? undefined : this.#rows.at(place);
  }

  *[Symbol.iterator](): Generator<T> {
    for (const place of this.#places) yield this.#rows.at(place) as T;
  }

  readonly only = <K extends keyof T & string>(...names: K[]): Iterable<Pick<T, K>> => {
    return { [Symbol.iterator]: () => this.#columns(names) };
  };

  *#columns<K extends keyof T & string>(names: readonly K[]): Generator<Pick<T, K>> {
    let next = 0;
    let place = 0;
    const all = this.#rows.only?.(...names) ?? this.#rows;
    for (const row of all) {
      if (this.#places[next] === place++) {
        next += 1;
        yield row;
      }
      if (next === this.#places.length) return;
    }
  }
}

/** Chooses rows while something goes over a list; what is chosen of all of them is the list itself. */
export class RowChoice<T> {
  readonly #rows: RowList<T>;
  readonly #places = new GrowingInts();

  constructor(rows: RowList<T>) {
    this.#rows = rows;
  }

  /** @param place in the list, higher than the one before */
  take(place: number): void {
    this.#places.push(place);
  }

  rows(): RowList<T> {
    return this.#places.length === this.#rows.length ? this.#rows : new ChosenRows(this.#rows, this.#places.trimmed());
  }
}

/** The rows that pass, in their order. */
export function chosen<T, K extends keyof T & string>(
  rows: RowList<T>,
  names: readonly K[],
  passes: (row: Pick<T, K>, place: number) => boolean,
): RowList<T> {
  const choice = new RowChoice(rows);
  let place = 0;
  for (const row of rows.only?.(...names) ?? rows) {
    if (passes(row, place)) choice.take(place);
    place += 1;
  }
  return choice.rows();
}
