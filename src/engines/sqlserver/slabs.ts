/**
 * Buffers that are used again and again. Left to the collector, they would be given back only when it looks at the old
 * generation.
 */

/** Large enough that a batch is a few dozen pieces, small enough that the last, half-empty one does not count. */
const SLAB_BYTES = 128 << 10;
/** Kept for later at most: what eight streams have on their way. */
const KEPT = 384;

const free: Buffer[] = [];

/** @returns at least `bytes` long; its content is whatever was there before */
export function takeSlab(bytes: number): Buffer {
  return (bytes <= SLAB_BYTES ? free.pop() : undefined) ?? Buffer.allocUnsafeSlow(Math.max(SLAB_BYTES, bytes));
}

/** Nobody may use it any more, nor any part of it. */
export function giveBack(slab: Buffer): void {
  if (slab.length === SLAB_BYTES && free.length < KEPT) free.push(slab);
}
