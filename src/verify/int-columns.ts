/** Columns of integers that are filled while rows pass by: a few bytes a row. */
import { GrowingInts } from '#src/model/growing-ints.ts';
import { IntMap } from '#src/model/int-map.ts';

/** A list of integers, three by three. */
export type Triples = Pick<Int32Array, 'length' | 'at'>;

/** Integers by integers, on their way to a map of them. */
export class Pairs {
  readonly #keys = new GrowingInts();
  readonly #values = new GrowingInts();

  add(key: number, value: number): void {
    this.#keys.push(key);
    this.#values.push(value);
  }

  map(): IntMap {
    return IntMap.of(this.#entries());
  }

  *#entries(): Iterable<readonly [number, number]> {
    for (let at = 0; at < this.#keys.length; at++) yield [this.#keys.at(at), this.#values.at(at)];
  }
}

/** Each column by itself, because small numbers take less. */
export class ThreeColumns implements Triples {
  readonly #columns = [new GrowingInts(), new GrowingInts(), new GrowingInts()] as const;

  get length(): number {
    return this.#columns[0].length * 3;
  }

  add(one: number, other: number, third: number): void {
    this.#columns[0].push(one);
    this.#columns[1].push(other);
    this.#columns[2].push(third);
  }

  at(index: number): number | undefined {
    return this.#columns[index % 3]?.at(Math.floor(index / 3));
  }
}
