/** A list of 32-bit integers that grows by doubling: four bytes an entry, where an array of numbers may take sixteen. */
export class GrowingInts {
  #values: Int32Array;
  length = 0;

  constructor(capacity = 1024) {
    this.#values = new Int32Array(Math.max(1, capacity));
  }

  push(value: number): void {
    if (this.length === this.#values.length) {
      const grown = new Int32Array(this.length * 2);
      grown.set(this.#values);
      this.#values = grown;
    }
    this.#values[this.length++] = value;
  }

  /** @param index below `length` */
  at(index: number): number {
    return this.#values[index] as number;
  }

  trimmed(): Int32Array {
    return this.#values.slice(0, this.length);
  }
}
