/**
 * Gives memory back between the phases of a run. Left to itself the runtime keeps the pages of a phase that needed many,
 * half of them empty, while the next phase takes buffers outside the heap, and the machine sees the sum. Collecting
 * everything and closing the gaps takes an eighth of a second, so it is done only where there is much to gain.
 */

/** Bytes of the heap's pages, with what is empty in them, that any command takes. */
const SMALL_HEAP_BYTES = 48_000_000;
/** Less that has come since is not worth the time. */
const WORTH_BYTES = 12_000_000;

let leftBytes = SMALL_HEAP_BYTES;

/** Nothing happens where the runtime was not started with `--expose-gc`. */
export function giveBack(): void {
  if (globalThis.gc === undefined || heapBytes() < leftBytes + WORTH_BYTES) return;
  // An ordinary collection leaves the gaps: it gives back a tenth of what this one does.
  globalThis.gc({ type: 'major', execution: 'sync', flavor: 'last-resort' });
  leftBytes = Math.max(SMALL_HEAP_BYTES, heapBytes());
}

function heapBytes(): number {
  return process.memoryUsage().heapTotal;
}
