/**
 * Gives names out so that no two are equal under the collation of the target. What the target has comes first, then
 * whoever claims first.
 */
import type { Collation } from './collation.ts';
import { cut } from './text.ts';

export class NameClaims<Owner> {
  readonly #owners = new Map<string, Owner>();
  readonly #nextSuffix = new Map<string, number>();
  readonly #collation: Collation;
  readonly #limit: number;

  /** @param limit in UTF-16 units */
  constructor(collation: Collation, limit: number) {
    this.#collation = collation;
    this.#limit = limit;
  }

  ownerOf(name: string): Owner | undefined {
    return this.#owners.get(this.#collation.key(name));
  }

  claim(name: string, owner: Owner): void {
    this.#owners.set(this.#collation.key(name), owner);
  }

  /** The name itself, or with ` (2)`, ` (3)` … behind it: the first that nobody has, cut so that it stays in the limit. */
  free(name: string): string {
    if (this.ownerOf(name) === undefined) return name;
    const key = this.#collation.key(name);
    for (let number = this.#nextSuffix.get(key) ?? 2; ; number++) {
      const suffix = ` (${number})`;
      const candidate = cut(name, this.#limit - suffix.length) + suffix;
      if (this.ownerOf(candidate) !== undefined) continue;
      this.#nextSuffix.set(key, number + 1);
      return candidate;
    }
  }
}
