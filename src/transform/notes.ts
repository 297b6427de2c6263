/**
 * What happened to one item on its way, in words, for the list of changes. Packed: in a large pool every room has some,
 * and they stay as long as the plan does.
 */
import { GrowingInts } from '#src/model/growing-ints.ts';
import { PackedRows } from '#src/model/packed-rows.ts';

/** Before the first note of an item. */
const NONE = -1;

export class Notes {
  readonly #texts = new PackedRows<{ readonly text: string }>(['text']);
  /** Place of the note before it, of the same item. */
  readonly #before = new GrowingInts();
  /** Place of the latest note of an item. */
  readonly #latest = new Map<number | string, number>();

  add(id: number | string, text: string): void {
    this.#before.push(this.#latest.get(id) ?? NONE);
    this.#latest.set(id, this.#texts.length);
    this.#texts.push({ text });
  }

  /** In the order in which they were added; made anew at each call. */
  of(id: number | string): readonly string[] {
    const latest = this.#latest.get(id);
    if (latest === undefined) return NOTHING;
    const found: string[] = [];
    for (let at = latest; at !== NONE; at = this.#before.at(at)) found.push(this.#texts.at(at)?.text ?? '');
    return found.reverse();
  }
}

const NOTHING: readonly string[] = [];
