/**
 * Who belongs to which group, unit or domain: compact enough for fifteen million pairs.
 * Stored as one sorted list of principals with, for each, a slice of one array of affiliated principals.
 */
import { GrowingInts } from './growing-ints.ts';
import { placeIn } from './sorted-ints.ts';

export class Affiliations {
  readonly #principals: Int32Array;
  readonly #offsets: Int32Array;
  readonly #affiliated: Int32Array;

  private constructor(principals: Int32Array, offsets: Int32Array, affiliated: Int32Array) {
    this.#principals = principals;
    this.#offsets = offsets;
    this.#affiliated = affiliated;
  }

  static builder(): AffiliationsBuilder {
    return new AffiliationsBuilder(
      (principals, offsets, affiliated) => new Affiliations(principals, offsets, affiliated),
    );
  }

  /** True when the principal is one of `scope`, or is affiliated to one of them. */
  within(principalId: number, scope: ReadonlySet<number>): boolean {
    if (scope.has(principalId)) return true;
    for (const affiliated of this.of(principalId)) if (scope.has(affiliated)) return true;
    return false;
  }

  /** Affiliated principals, the principal's own self-affiliation included where the database has it. */
  of(principalId: number): Int32Array {
    const at = placeIn(this.#principals, principalId);
    return at < 0 ? EMPTY : this.#affiliated.subarray(this.#offsets[at], this.#offsets[at + 1]);
  }

  get pairs(): number {
    return this.#affiliated.length;
  }
}

/** Takes pairs in ascending order of the principal, as the primary key of tblPrincipalAffiliations delivers them. */
export class AffiliationsBuilder {
  readonly #make: (principals: Int32Array, offsets: Int32Array, affiliated: Int32Array) => Affiliations;
  readonly #principals = new GrowingInts();
  readonly #offsets = new GrowingInts();
  readonly #affiliated = new GrowingInts();
  #last: number | null = null;

  constructor(make: (principals: Int32Array, offsets: Int32Array, affiliated: Int32Array) => Affiliations) {
    this.#make = make;
  }

  add(principalId: number, affiliationId: number): void {
    if (principalId !== this.#last) {
      if (this.#last !== null && principalId < this.#last) throw new RangeError('affiliations must come in order');
      this.#principals.push(principalId);
      this.#offsets.push(this.#affiliated.length);
      this.#last = principalId;
    }
    this.#affiliated.push(affiliationId);
  }

  build(): Affiliations {
    this.#offsets.push(this.#affiliated.length);
    return this.#make(this.#principals.trimmed(), this.#offsets.trimmed(), this.#affiliated.trimmed());
  }
}

const EMPTY = new Int32Array(0);
