/**
 * What a server sends comes in buffers outside the heap: the collector sees small objects and lets tens of megabytes of
 * them pile up. So it is asked to look at the young generation whenever so much has been received, which takes it less
 * than a millisecond; memory that is used again at once also costs less than new memory.
 */

/** Less asks for nothing but more calls. */
const COLLECTED_BYTES = 4 << 20;

let since = 0;

/** Nothing happens where the runtime was not started with `--expose-gc`. */
export function received(bytes: number): void {
  since += bytes;
  if (since < COLLECTED_BYTES) return;
  since = 0;
  globalThis.gc?.({ type: 'minor' });
}
