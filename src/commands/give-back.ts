/**
 * Gives memory back between two works of one process. Left to itself, the runtime looks when the second has filled as
 * much again, and keeps the pages of the first, half of them empty, while the second takes buffers outside the heap: the
 * machine sees the sum. Nothing happens where the runtime was not started with `--expose-gc`.
 */

/** Bytes of the heap's pages, with what is empty in them, and of buffers outside it, that any command takes. */
const SMALL_BYTES = 48_000_000;
/** Less that has come since is not worth an eighth of a second. */
const WORTH_BYTES = 12_000_000;

let leftBytes = SMALL_BYTES;

/** Between large works: what the first one held is gone before the second one begins. */
export function giveBack(): void {
  // An ordinary collection leaves the gaps: it gives back a tenth of what this one does.
  globalThis.gc?.({ type: 'major', execution: 'sync', flavor: 'last-resort' });
  leftBytes = Math.max(SMALL_BYTES, heldBytes());
}

/** Between the phases of one work: the same, where heap and buffers have grown since the last time. */
export function giveBackGrown(): void {
  if (heldBytes() >= leftBytes + WORTH_BYTES) giveBack();
}

function heldBytes(): number {
  const { heapTotal, external } = process.memoryUsage();
  return heapTotal + external;
}
