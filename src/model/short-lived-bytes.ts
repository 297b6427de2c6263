/**
 * What a server sends, and what is opened of packed rows, comes in buffers outside the heap: the collector sees small
 * objects and lets tens of megabytes of them pile up. So it is asked to look at the young generation whenever so much has
 * come, which takes it less than a millisecond; memory that is used again at once also costs less than new memory. What
 * is computed does not depend on it.
 */

/** Less asks for nothing but more calls. */
const COLLECTED_BYTES = 4 << 20;

let since = 0;

/**
 * Nothing happens where the runtime was not started with `--expose-gc`.
 * @param bytes of buffers that were taken and will not be needed long
 */
export function shortLived(bytes: number): void {
  since += bytes;
  if (since < COLLECTED_BYTES) return;
  since = 0;
  globalThis.gc?.({ type: 'minor' });
}
