/**
 * A sentence that must hold of any Persistent Chat database, told from the documents and not from the transform: so a
 * mistake in the transform, which both sides of the comparison share, does not pass unseen.
 */
import type { Triples } from '../int-columns.ts';
import type { TargetFacts } from '../target-facts.ts';

export type Owner =
  | { readonly node: number }
  | { readonly principal: number }
  | { readonly node: number; readonly principal: number };

export interface Violation {
  /** `room 17`, `principal 12`, `channel 9` */
  readonly subject: string;
  readonly message: string;
  /**
   * What it is about, to tell rows of this migration from rows that the target had before. With a node and a principal
   * it takes both to be of this migration: the affiliations of a person whom the target had are the target's own.
   */
  readonly owner: Owner | 'database';
}

export interface Invariant {
  /** `V01-…`; stable and documented. */
  readonly id: string;
  /** The sentence. */
  readonly title: string;
  /** Microsoft's page that says so. */
  readonly source: string;
  check(facts: TargetFacts): Iterable<Violation>;
}

export function* triplesOf(flat: Triples): Iterable<readonly [number, number, number]> {
  for (let at = 0; at + 2 < flat.length; at += 3) yield [flat.at(at) ?? 0, flat.at(at + 1) ?? 0, flat.at(at + 2) ?? 0];
}

/** How a node is named to people: `room 17`, `category 3`. */
export function nodeSubject(facts: TargetFacts, id: number): string {
  const node = facts.nodes.get(id);
  return `${node === undefined ? 'node' : node.isCategory ? 'category' : 'room'} ${id}`;
}
