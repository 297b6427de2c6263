/**
 * Rows of tblPrincipalRole as integers: a large pool has a million, which as objects would take six times as much. In the
 * order of the key a node's rows follow each other, so the node is stored once for all of them.
 */
import { GrowingInts } from './growing-ints.ts';
import type { LegacyPrincipalRole } from './legacy.ts';
import type { RowList } from './row-list.ts';

const HONORS_OVERRIDE = 1;
const HONORS_SCOPE = 2;
const ALL_FLAGS = 4;

export class PackedRoles implements RowList<LegacyPrincipalRole> {
  /** Node of each run of rows, and the row that it begins with. */
  readonly #nodes = new GrowingInts();
  readonly #firsts = new GrowingInts();
  readonly #principals = new GrowingInts();
  readonly #updaters = new GrowingInts();
  /** Places in the list below, which few values share. */
  readonly #kinds = new GrowingInts();
  readonly #kindList: { readonly type: number; readonly flags: number }[] = [];
  readonly #places = new Map<number, number>();
  #run = 0;

  static of(rows: Iterable<LegacyPrincipalRole>): PackedRoles {
    if (rows instanceof PackedRoles) return rows;
    const packed = new PackedRoles();
    for (const row of rows) packed.push(row);
    return packed;
  }

  /** @param row as documented: integers of 32 bits, and no NULL */
  push(row: LegacyPrincipalRole): void {
    const { prinRoleNodeID: node, prinRoleTypeID: type } = row;
    if (this.runs === 0 || this.#nodes.at(this.runs - 1) !== node) {
      this.#nodes.push(node);
      this.#firsts.push(this.length);
    }
    this.#principals.push(row.prinRolePrinID);
    this.#updaters.push(row.prinRoleUpdatedBy);
    this.#kinds.push(
      this.#kindOf(type, (row.honorsOverride ? HONORS_OVERRIDE : 0) | (row.honorsScope ? HONORS_SCOPE : 0)),
    );
  }

  get length(): number {
    return this.#principals.length;
  }

  /** Rows of one node that follow each other. */
  get runs(): number {
    return this.#nodes.length;
  }

  /** @param run below `runs`; `to` is exclusive */
  run(run: number): { readonly node: number; readonly from: number; readonly to: number } {
    const to = run + 1 < this.runs ? this.#firsts.at(run + 1) : this.length;
    return { node: this.#nodes.at(run), from: this.#firsts.at(run), to };
  }

  /** @param index below `length`, as for all single values */
  node(index: number): number {
    return this.#nodes.at(this.#runOf(index));
  }

  principal(index: number): number {
    return this.#principals.at(index);
  }

  type(index: number): number {
    return this.#kind(index).type;
  }

  updater(index: number): number {
    return this.#updaters.at(index);
  }

  at(index: number): LegacyPrincipalRole | undefined {
    if (index < 0 || index >= this.length) return undefined;
    const { type, flags } = this.#kind(index);
    return {
      prinRoleNodeID: this.node(index),
      prinRolePrinID: this.principal(index),
      prinRoleTypeID: type,
      prinRoleUpdatedBy: this.updater(index),
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

  #kind(index: number) {
    return this.#kindList[this.#kinds.at(index)] as { readonly type: number; readonly flags: number };
  }

  #kindOf(type: number, flags: number): number {
    const key = type * ALL_FLAGS + flags;
    let place = this.#places.get(key);
    if (place === undefined) {
      place = this.#kindList.push({ type, flags }) - 1;
      this.#places.set(key, place);
    }
    return place;
  }

  /** Most are asked for one after the other. */
  #runOf(index: number): number {
    if (this.#holds(this.#run, index)) return this.#run;
    if (this.#holds(this.#run + 1, index)) return ++this.#run;
    let low = 0;
    let high = this.runs - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (this.#firsts.at(middle) <= index) low = middle;
      else high = middle - 1;
    }
    this.#run = low;
    return low;
  }

  #holds(run: number, index: number): boolean {
    if (run >= this.runs || this.#firsts.at(run) > index) return false;
    return run + 1 === this.runs || index < this.#firsts.at(run + 1);
  }
}
