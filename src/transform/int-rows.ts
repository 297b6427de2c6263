/** Rows of a fixed number of 32-bit integers, packed: a million access-control entries in sixteen megabytes. */

/** Rows that are made room for at once: a long list is never copied to become longer. */
const BLOCK_ROWS = 16_384;

export class IntRows {
  readonly #width: number;
  readonly #blocks: Int32Array[] = [];
  length = 0;

  constructor(width: number) {
    this.#width = width;
  }

  push(...row: readonly number[]): void {
    const at = this.length % BLOCK_ROWS;
    if (at === 0) this.#blocks.push(new Int32Array(BLOCK_ROWS * this.#width));
    this.#blocks.at(-1)?.set(row, at * this.#width);
    this.length += 1;
  }

  /** Each row is a view that stays valid. */
  *[Symbol.iterator](): Generator<Int32Array> {
    const width = this.#width;
    let left = this.length;
    for (const block of this.#blocks) {
      const rows = Math.min(left, BLOCK_ROWS);
      for (let at = 0; at < rows * width; at += width) yield block.subarray(at, at + width);
      left -= rows;
    }
  }
}
