/** Which texts of very many come more than once: found without holding them all. */
import { GrowingInts } from './growing-ints.ts';

/**
 * @param texts read twice, the same both times
 * @returns true for every text that comes more than once, and for a few others
 */
export function perhapsRepeated(texts: Iterable<string>): (text: string) => boolean {
  const hashes = new GrowingInts();
  for (const text of texts) hashes.push(hashOf(text));
  const sorted = hashes.trimmed().sort();
  const repeated = new Set<number>();
  for (let at = 1; at < sorted.length; at++) {
    const hash = sorted[at] as number;
    if (hash === sorted[at - 1]) repeated.add(hash);
  }
  return (text) => repeated.has(hashOf(text));
}

/** FNV-1a over UTF-16 units. */
function hashOf(text: string): number {
  let state = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) state = Math.imul(state ^ text.charCodeAt(at), 0x01000193);
  return state | 0;
}
