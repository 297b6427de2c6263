/**
 * Finds texts that occur more than once in a list too long to be held: 150,000 GUIDs take thirty megabytes as strings, as
 * numbers of 48 bits three. Numbers only say which texts to look at again; the verdict is that of the texts themselves.
 */
import { hash } from 'node:crypto';

const NUMBER_DIGITS = 12;
/** Share of the places that may be taken. */
const FULLEST = 0.6;
const EMPTY = -1;

export class DuplicateTexts {
  #places = new Float64Array(1024).fill(EMPTY);
  #taken = 0;
  readonly #suspects = new Set<number>();

  /** Sees every text once. */
  add(text: string): void {
    if (!this.#insert(numberOf(text))) this.#suspects.add(numberOf(text));
  }

  /**
   * Which of the list, gone over once more, are the same as one before them. None of them is asked for where no two
   * texts have one number, which is nearly always.
   * @param again the same list
   */
  async found<K>(again: () => AsyncIterable<readonly [key: K, text: string]>): Promise<K[]> {
    const found: K[] = [];
    if (this.#suspects.size === 0) return found;
    const seen = new Set<string>();
    for await (const [key, text] of again()) {
      if (!this.#suspects.has(numberOf(text))) continue;
      if (seen.has(text)) found.push(key);
      seen.add(text);
    }
    return found;
  }

  /** False when the number is there. */
  #insert(number: number): boolean {
    if (this.#taken >= this.#places.length * FULLEST) this.#grow();
    const at = placeOf(this.#places, number);
    if (this.#places[at] === number) return false;
    this.#places[at] = number;
    this.#taken++;
    return true;
  }

  #grow(): void {
    const wider = new Float64Array(this.#places.length * 2).fill(EMPTY);
    for (const number of this.#places) if (number !== EMPTY) wider[placeOf(wider, number)] = number;
    this.#places = wider;
  }
}

function numberOf(text: string): number {
  return Number.parseInt(hash('sha1', text).slice(0, NUMBER_DIGITS), 16);
}

/** Where the number is, or the free place where it belongs. @param places a power of two of them */
function placeOf(places: Float64Array, number: number): number {
  const mask = places.length - 1;
  let at = (number >>> 0) & mask;
  while (places[at] !== EMPTY && places[at] !== number) at = (at + 1) & mask;
  return at;
}
