/**
 * Rows of tblPrincipalRole that the plan made, a few bytes each: a large pool has a million, and they stay until they are
 * loaded. Entered node by node in any order; read by node, then principal, then role.
 */

import type { CurrentPrincipalRole } from '#src/model/current.ts';
import { GrowingInts } from '#src/model/growing-ints.ts';
import type { RowList } from '#src/model/row-list.ts';
import { ROLES, type Role, type RoleTypes } from './role-types.ts';

export class PlannedRoles implements RowList<CurrentPrincipalRole> {
  readonly #principals = new GrowingInts();
  /** Places in `ROLES`. */
  readonly #roles = new GrowingInts();
  readonly #updaters = new GrowingInts();
  /** As they were entered, and the row that each begins with. */
  readonly #nodes = new GrowingInts();
  readonly #firsts = new GrowingInts();
  readonly #types: readonly number[];
  /** Places of nodes by their numbers; null while they were entered like that. */
  #order: Uint32Array | null = null;

  constructor(types: Pick<RoleTypes, 'target'>) {
    this.#types = ROLES.map((role) => types.target(role));
  }

  get length(): number {
    return this.#principals.length;
  }

  /**
   * @param node its new number; each is entered once
   * @param granted `keyOf` → new prinID of who did it
   */
  add(node: number, granted: ReadonlyMap<number, number>): void {
    const { length } = this.#nodes;
    if (this.#order !== null || (length > 0 && this.#nodes.at(length - 1) > node)) this.#order = EMPTY;
    this.#nodes.push(node);
    this.#firsts.push(this.length);
    for (const key of Float64Array.from(granted.keys()).sort()) {
      const principal = Math.floor(key / ROLES.length);
      this.#principals.push(principal);
      this.#roles.push(key - principal * ROLES.length);
      this.#updaters.push(granted.get(key) ?? 0);
    }
  }

  at(index: number): CurrentPrincipalRole | undefined {
    if (index < 0 || index >= this.length) return undefined;
    let left = index;
    for (const { node, from, to } of this.#inOrder()) {
      if (left < to - from) return this.#row(node, from + left);
      left -= to - from;
    }
    return undefined;
  }

  *[Symbol.iterator](): Generator<CurrentPrincipalRole> {
    for (const { node, from, to } of this.#inOrder()) {
      for (let row = from; row < to; row++) yield this.#row(node, row);
    }
  }

  /** `to` is exclusive. */
  *#inOrder(): Generator<{ readonly node: number; readonly from: number; readonly to: number }> {
    const { length } = this.#nodes;
    if (this.#order !== null && this.#order.length < length) {
      const places = Uint32Array.from({ length }, (_, place) => place);
      this.#order = places.sort((a, b) => this.#nodes.at(a) - this.#nodes.at(b));
    }
    for (let at = 0; at < length; at++) {
      const place = this.#order?.[at] ?? at;
      const to = place + 1 < length ? this.#firsts.at(place + 1) : this.length;
      yield { node: this.#nodes.at(place), from: this.#firsts.at(place), to };
    }
  }

  #row(node: number, row: number): CurrentPrincipalRole {
    return {
      prinRoleNodeID: node,
      prinRolePrinID: this.#principals.at(row),
      prinRoleTypeID: this.#types[this.#roles.at(row)] as number,
      prinRoleUpdatedBy: this.#updaters.at(row),
    };
  }
}

/** No order yet: it is made when it is asked for. */
const EMPTY = new Uint32Array(0);

/** Orders entries of a node by principal, then by role. */
export function keyOf(principal: number, role: Role): number {
  return principal * ROLES.length + ROLES.indexOf(role);
}
