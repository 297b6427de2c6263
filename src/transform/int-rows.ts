/** Rows of a fixed number of 32-bit integers, packed: a million access-control entries in sixteen megabytes. */
import { GrowingInts } from '#src/model/growing-ints.ts';

export class IntRows {
  readonly #width: number;
  #values: GrowingInts | null = new GrowingInts();
  #packed: Int32Array | null = null;

  constructor(width: number) {
    this.#width = width;
  }

  push(...row: readonly number[]): void {
    if (this.#values === null) throw new Error('rows were read already');
    for (const value of row) this.#values.push(value);
  }

  get length(): number {
    return (this.#packed?.length ?? this.#values?.length ?? 0) / this.#width;
  }

  /** Each row is a view that stays valid. */
  *[Symbol.iterator](): Generator<Int32Array> {
    const values = this.#pack();
    for (let at = 0; at < values.length; at += this.#width) yield values.subarray(at, at + this.#width);
  }

  #pack(): Int32Array {
    if (this.#packed === null) {
      this.#packed = this.#values?.trimmed() ?? new Int32Array(0);
      this.#values = null;
    }
    return this.#packed;
  }
}
