/** Pairs of 32-bit integers in the order in which they came: eight bytes a pair, where an array of arrays takes eighty. */
import { GrowingInts } from './growing-ints.ts';

export class IntPairs implements Iterable<readonly [number, number]> {
  readonly #ones = new GrowingInts();
  readonly #others = new GrowingInts();

  push(one: number, other: number): void {
    this.#ones.push(one);
    this.#others.push(other);
  }

  get size(): number {
    return this.#ones.length;
  }

  *[Symbol.iterator](): Generator<[number, number], undefined> {
    for (let at = 0; at < this.#ones.length; at++) yield [this.#ones.at(at), this.#others.at(at)];
  }
}
