/** Rows of tblPrincipalRole as integers: a large pool has a million, which as objects would take four times as much. */
import { GrowingInts } from './growing-ints.ts';
import type { LegacyPrincipalRole } from './legacy.ts';
import type { RowList } from './row-list.ts';

/** Node, principal, type, updatedBy, flags. */
const WIDTH = 5;
const HONORS_OVERRIDE = 1;
const HONORS_SCOPE = 2;

export class PackedRoles implements RowList<LegacyPrincipalRole> {
  readonly #values = new GrowingInts();

  /** @param row as documented: integers of 32 bits, and no NULL */
  push(row: LegacyPrincipalRole): void {
    const values = this.#values;
    values.push(row.prinRoleNodeID);
    values.push(row.prinRolePrinID);
    values.push(row.prinRoleTypeID);
    values.push(row.prinRoleUpdatedBy);
    values.push((row.honorsOverride ? HONORS_OVERRIDE : 0) | (row.honorsScope ? HONORS_SCOPE : 0));
  }

  get length(): number {
    return this.#values.length / WIDTH;
  }

  at(index: number): LegacyPrincipalRole | undefined {
    const from = index * WIDTH;
    if (index < 0 || from >= this.#values.length) return undefined;
    const flags = this.#values.at(from + 4);
    return {
      prinRoleNodeID: this.#values.at(from),
      prinRolePrinID: this.#values.at(from + 1),
      prinRoleTypeID: this.#values.at(from + 2),
      prinRoleUpdatedBy: this.#values.at(from + 3),
      honorsOverride: (flags & HONORS_OVERRIDE) !== 0,
      honorsScope: (flags & HONORS_SCOPE) !== 0,
    };
  }

  *[Symbol.iterator](): Generator<LegacyPrincipalRole> {
    for (let index = 0; ; index++) {
      const row = this.at(index);
      if (row === undefined) return;
      yield row;
    }
  }
}
