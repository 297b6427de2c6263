/**
 * Ends of texts that many texts share: the domain of an address, the path above an entry of a directory. Each is kept
 * once; a text then is its beginning and the place of its end.
 */

/** What a place takes is two bytes; texts whose ends are all different fill no more than this. */
const MOST_ENDS = 4_096;
/** A shorter one saves nothing. */
const SHORTEST_UNITS = 6;

export class SharedEnds {
  readonly #ends: string[] = [];
  readonly #places = new Map<string, number>();

  /** Where in the text its end begins; -1 where it has none that could be shared. */
  cut(text: string): number {
    const at = text.indexOf('@');
    const cut = at < 0 ? text.indexOf(',') : at;
    return text.length - cut < SHORTEST_UNITS ? -1 : cut;
  }

  /** Null for a new one, once there are too many. */
  placeOf(end: string): number | null {
    const known = this.#places.get(end);
    if (known !== undefined) return known;
    if (this.#ends.length >= MOST_ENDS) return null;
    // A copy: a piece of a text would keep the whole text.
    const own = Buffer.from(end, 'utf16le').toString('utf16le');
    const place = this.#ends.push(own) - 1;
    this.#places.set(own, place);
    return place;
  }

  at(place: number): string {
    return this.#ends[place] as string;
  }
}
