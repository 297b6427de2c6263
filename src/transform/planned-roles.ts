/**
 * Rows of tblPrincipalRole that the plan made, twelve bytes each: a large pool has a million, and they stay until they are
 * loaded. Entered node by node in any order; read by node, then principal, then role.
 */

import type { CurrentPrincipalRole } from '#src/model/current.ts';
import { GrowingInts } from '#src/model/growing-ints.ts';
import type { RowList } from '#src/model/row-list.ts';
import { ROLES, type Role, type RoleTypes } from './role-types.ts';

/** Principal, place of the role in `ROLES`, updatedBy. */
const WIDTH = 3;

interface Stretch {
  readonly node: number;
  /** Row that it begins with. */
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
}

export class PlannedRoles implements RowList<CurrentPrincipalRole> {
  readonly #values = new GrowingInts();
  readonly #stretches: Stretch[] = [];
  readonly #types: readonly number[];
  #isInOrder = true;

  constructor(types: Pick<RoleTypes, 'target'>) {
    this.#types = ROLES.map((role) => types.target(role));
  }

  get length(): number {
    return this.#values.length / WIDTH;
  }

  /**
   * @param node its new number; each is entered once
   * @param granted `keyOf` → new prinID of who did it
   */
  add(node: number, granted: ReadonlyMap<number, number>): void {
    const from = this.length;
    for (const key of Float64Array.from(granted.keys()).sort()) {
      const principal = Math.floor(key / ROLES.length);
      this.#values.push(principal);
      this.#values.push(key - principal * ROLES.length);
      this.#values.push(granted.get(key) ?? 0);
    }
    const before = this.#stretches.at(-1);
    if (before !== undefined && before.node > node) this.#isInOrder = false;
    this.#stretches.push({ node, from, to: this.length });
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

  #inOrder(): readonly Stretch[] {
    if (!this.#isInOrder) this.#stretches.sort((a, b) => a.node - b.node);
    this.#isInOrder = true;
    return this.#stretches;
  }

  #row(node: number, row: number): CurrentPrincipalRole {
    const at = row * WIDTH;
    return {
      prinRoleNodeID: node,
      prinRolePrinID: this.#values.at(at),
      prinRoleTypeID: this.#types[this.#values.at(at + 1)] as number,
      prinRoleUpdatedBy: this.#values.at(at + 2),
    };
  }
}

/** Orders entries of a node by principal, then by role. */
export function keyOf(principal: number, role: Role): number {
  return principal * ROLES.length + ROLES.indexOf(role);
}
