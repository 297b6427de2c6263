/**
 * A list of 32-bit integers: four bytes an entry, and one or two where they are small, while an array of numbers may take
 * sixteen. It grows by blocks, so that a long one is never copied to become longer.
 */
export class GrowingInts {
  /** Each as narrow as its entries allow, but for the last one. */
  readonly #blocks: (Int32Array | Uint16Array | Uint8Array)[] = [];
  #last: Int32Array;
  /** Entries of the last block. */
  #filled = 0;
  length = 0;

  /** @param capacity entries of the first block: short lists stay small */
  constructor(capacity = 1024) {
    this.#last = new Int32Array(Math.min(BLOCK, Math.max(1, capacity)));
    this.#blocks.push(this.#last);
  }

  push(value: number): void {
    if (this.#filled === this.#last.length) this.#grow();
    this.#last[this.#filled++] = value;
    this.length++;
  }

  /** @param index below `length` */
  at(index: number): number {
    return this.#blocks[index >>> BLOCK_BITS]?.[index & (BLOCK - 1)] as number;
  }

  trimmed(): Int32Array {
    const values = new Int32Array(this.length);
    this.copy(0, this.length, values);
    return values;
  }

  /** Entries from `from` up to, without it, `to`: the first entries of `into`, which has room for them. */
  copy(from: number, to: number, into: Int32Array): void {
    for (let at = from; at < to; ) {
      const first = at & (BLOCK - 1);
      const block = this.#blocks[at >>> BLOCK_BITS];
      const last = Math.min(BLOCK, first + to - at);
      if (block !== undefined) into.set(block.subarray(first, last), at - from);
      at += last - first;
    }
  }

  /** The first block doubles until it is as large as the others, which are made whole. */
  #grow(): void {
    if (this.#last.length < BLOCK) {
      const grown = new Int32Array(Math.min(BLOCK, this.#last.length * 2));
      grown.set(this.#last);
      this.#last = grown;
      this.#blocks[0] = grown;
      return;
    }
    const full = narrowed(this.#last);
    this.#blocks[this.#blocks.length - 1] = full;
    if (full === this.#last) this.#last = new Int32Array(BLOCK);
    this.#blocks.push(this.#last);
    this.#filled = 0;
  }
}

/** A list has half a block too much on average. */
const BLOCK_BITS = 14;
const BLOCK = 2 ** BLOCK_BITS;

function narrowed(values: Int32Array): Int32Array | Uint16Array | Uint8Array {
  let bits = 0;
  for (const value of values) bits |= value;
  // A negative one has its highest bit set.
  if (bits < 0 || bits > 0xffff) return values;
  return bits > 0xff ? Uint16Array.from(values) : Uint8Array.from(values);
}
