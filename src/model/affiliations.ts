/**
 * Who belongs to which group, unit or domain: compact enough for fifteen million pairs, two bytes each where groups have
 * small numbers. Stored as one sorted list of principals with, for each, a slice of one list of affiliated principals.
 */
import { GrowingInts } from './growing-ints.ts';
import { placeIn } from './sorted-ints.ts';

export class Affiliations {
  readonly #principals: Int32Array;
  readonly #offsets: Int32Array;
  readonly #affiliated: GrowingInts;
  /** Where a slice is laid out to be read. */
  #desk = new Int32Array(256);

  private constructor(principals: Int32Array, offsets: Int32Array, affiliated: GrowingInts) {
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

  /**
   * Affiliated principals, the principal's own self-affiliation included where the database has it. What is returned holds
   * until the next call.
   */
  of(principalId: number): Int32Array {
    const at = placeIn(this.#principals, principalId);
    if (at < 0) return EMPTY;
    const from = this.#offsets[at] as number;
    const to = this.#offsets[at + 1] as number;
    const count = to - from;
    if (this.#desk.length < count) this.#desk = new Int32Array(Math.max(count, this.#desk.length * 2));
    this.#affiliated.copy(from, to, this.#desk);
    return this.#desk.subarray(0, count);
  }

  get pairs(): number {
    return this.#affiliated.length;
  }
}

/** Takes pairs in ascending order of the principal, as the primary key of tblPrincipalAffiliations delivers them. */
export class AffiliationsBuilder {
  readonly #make: (principals: Int32Array, offsets: Int32Array, affiliated: GrowingInts) => Affiliations;
  readonly #principals = new GrowingInts();
  readonly #offsets = new GrowingInts();
  readonly #affiliated = new GrowingInts();
  #last: number | null = null;

  constructor(make: (principals: Int32Array, offsets: Int32Array, affiliated: GrowingInts) => Affiliations) {
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
    return this.#make(this.#principals.trimmed(), this.#offsets.trimmed(), this.#affiliated);
  }
}

const EMPTY = new Int32Array(0);
