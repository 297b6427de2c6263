/**
 * Nodes as the invariants see them, twenty bytes each: a large pool has tens of thousands, which as objects would take ten
 * times as much. What is asked for is made anew; the same node again, as rows in the order of nodes ask for it, is not.
 */
import { GrowingInts } from '#src/model/growing-ints.ts';
import { IntMap } from '#src/model/int-map.ts';

/** What few values of are shared by all nodes. */
interface NodeKind {
  readonly isCategory: boolean;
  readonly invite: boolean | null;
  readonly logged: boolean | null;
  readonly filePost: boolean | null;
  readonly disabled: boolean;
  readonly behavior: number;
  readonly visibility: number;
  /** Upper-case siopID. */
  readonly addIn: string | null;
}

export interface NodeFact extends NodeKind {
  readonly id: number;
  readonly parent: number | null;
  readonly addedBy: number;
  readonly updatedBy: number;
}

/** By their numbers. */
export type NodeFacts = Pick<ReadonlyMap<number, NodeFact>, 'get' | 'has' | 'values'>;

type PackedKind = NodeKind & { readonly hasParent: boolean };

export class PackedNodes implements NodeFacts {
  readonly #ids = new GrowingInts();
  readonly #parents = new GrowingInts();
  readonly #adders = new GrowingInts();
  readonly #updaters = new GrowingInts();
  /** Places in the list below. */
  readonly #kinds = new GrowingInts();
  readonly #kindList: PackedKind[] = [];
  readonly #kindPlaces = new Map<string, number>();
  #places: IntMap | null = null;
  #last: NodeFact | undefined;

  add({ id, parent, addedBy, updatedBy, ...kind }: NodeFact): void {
    this.#ids.push(id);
    this.#parents.push(parent ?? 0);
    this.#adders.push(addedBy);
    this.#updaters.push(updatedBy);
    this.#kinds.push(this.#kindOf({ ...kind, hasParent: parent !== null }));
    this.#places = null;
  }

  get(id: number): NodeFact | undefined {
    if (this.#last?.id === id) return this.#last;
    const place = this.#placesById().get(id);
    if (place === undefined) return undefined;
    this.#last = this.#at(place);
    return this.#last;
  }

  has(id: number): boolean {
    return this.#placesById().has(id);
  }

  *values(): Generator<NodeFact, undefined> {
    for (let place = 0; place < this.#ids.length; place++) yield this.#at(place);
  }

  #at(place: number): NodeFact {
    const { hasParent, ...kind } = this.#kindList[this.#kinds.at(place)] as PackedKind;
    return {
      id: this.#ids.at(place),
      parent: hasParent ? this.#parents.at(place) : null,
      addedBy: this.#adders.at(place),
      updatedBy: this.#updaters.at(place),
      ...kind,
    };
  }

  #placesById(): IntMap {
    this.#places ??= IntMap.of(this.#placed());
    return this.#places;
  }

  *#placed(): Iterable<readonly [number, number]> {
    for (let place = 0; place < this.#ids.length; place++) yield [this.#ids.at(place), place];
  }

  #kindOf(kind: PackedKind): number {
    const text = JSON.stringify(Object.values(kind));
    const known = this.#kindPlaces.get(text);
    if (known !== undefined) return known;
    this.#kindList.push(kind);
    this.#kindPlaces.set(text, this.#kindList.length - 1);
    return this.#kindList.length - 1;
  }
}
