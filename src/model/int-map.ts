/**
 * Integers by integers, four to eight bytes an entry where a Map takes fifty. Looked up by place where the keys lie close
 * together, which those of a database do, and by halving where they do not. In ascending order of the keys.
 */
import { GrowingInts } from './growing-ints.ts';
import { placeIn } from './sorted-ints.ts';

/** No entry. Where it is a value as well, nothing is looked up by place. */
const NONE = -2_147_483_648;
/** Places a key that looking up by place may cost at most. */
const SPARSEST = 4;

export class IntMap implements ReadonlyMap<number, number> {
  readonly size: number;
  /** Empty, like the values, where there are places. */
  readonly #keys: Int32Array;
  readonly #values: Int32Array;
  /** Values from the lowest key on, NONE where there is none; null where the keys lie too far apart. */
  readonly #places: Int32Array | null;
  readonly #lowest: number;

  private constructor(keys: Int32Array, values: Int32Array) {
    this.#lowest = keys[0] ?? 0;
    this.size = keys.length;
    const span = (keys.at(-1) ?? 0) - this.#lowest + 1;
    if (keys.length === 0 || span > keys.length * SPARSEST || values.includes(NONE)) {
      this.#keys = keys;
      this.#values = values;
      this.#places = null;
      return;
    }
    this.#places = new Int32Array(span).fill(NONE);
    for (const [at, key] of keys.entries()) this.#places[key - this.#lowest] = values[at] as number;
    this.#keys = EMPTY;
    this.#values = EMPTY;
  }

  /** @param entries 32-bit integers; of entries with one key the last one counts */
  static of(entries: Iterable<readonly [number, number]>): IntMap {
    if (entries instanceof IntMap) return entries;
    const keys = new GrowingInts();
    const values = new GrowingInts();
    let inOrder = true;
    for (const [key, value] of entries) {
      if (keys.length > 0 && keys.at(keys.length - 1) >= key) inOrder = false;
      keys.push(key);
      values.push(value);
    }
    return inOrder ? new IntMap(keys.trimmed(), values.trimmed()) : IntMap.#sorted(keys, values);
  }

  static #sorted(keys: GrowingInts, values: GrowingInts): IntMap {
    const order = Uint32Array.from({ length: keys.length }, (_, at) => at);
    order.sort((a, b) => keys.at(a) - keys.at(b) || a - b);
    const sortedKeys = new GrowingInts(keys.length);
    const sortedValues = new GrowingInts(keys.length);
    for (const [at, place] of order.entries()) {
      const next = order[at + 1];
      if (next !== undefined && keys.at(next) === keys.at(place)) continue;
      sortedKeys.push(keys.at(place));
      sortedValues.push(values.at(place));
    }
    return new IntMap(sortedKeys.trimmed(), sortedValues.trimmed());
  }

  get(key: number): number | undefined {
    if (this.#places === null) return this.#values[placeIn(this.#keys, key)];
    const value = this.#places[key - this.#lowest];
    return value === NONE ? undefined : value;
  }

  has(key: number): boolean {
    return this.get(key) !== undefined;
  }

  forEach(each: (value: number, key: number, map: ReadonlyMap<number, number>) => void): void {
    for (const [key, value] of this) each(value, key, this);
  }

  *keys(): Generator<number, undefined> {
    if (this.#places === null) yield* this.#keys;
    else for (const [at, value] of this.#places.entries()) if (value !== NONE) yield this.#lowest + at;
  }

  *values(): Generator<number, undefined> {
    for (const [, value] of this) yield value;
  }

  entries(): Generator<[number, number], undefined> {
    return this[Symbol.iterator]();
  }

  *[Symbol.iterator](): Generator<[number, number], undefined> {
    if (this.#places === null) {
      for (const [at, key] of this.#keys.entries()) yield [key, this.#values[at] as number];
      return;
    }
    for (const [at, value] of this.#places.entries()) if (value !== NONE) yield [this.#lowest + at, value];
  }
}

const EMPTY = new Int32Array(0);
