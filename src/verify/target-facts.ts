/**
 * The target as the invariants see it, kept as numbers, so that 150,000 principals, two million access entries and as many
 * invitations fit into a few dozen megabytes.
 */
import type { Affiliations } from '#src/model/affiliations.ts';
import type { RoomBounds } from '#src/model/messages.ts';
import type { Triples } from './int-columns.ts';
import type { NodeFacts } from './node-facts.ts';

export interface TargetFacts {
  readonly nodes: NodeFacts;
  /** Numbers of nodes whose nodeGuid another node before them has as well. */
  readonly sharedNodeGuids: readonly number[];
  /** prinID → prinTypeID */
  readonly principals: ReadonlyMap<number, number>;
  /** prinIDs whose prinGuid another principal has as well. */
  readonly sharedGuids: readonly number[];
  /** Upper-case siopIDs. */
  readonly addIns: ReadonlySet<string>;
  /** rtypeDesc, lower case → rtypeID */
  readonly roleTypes: ReadonlyMap<string, number>;
  /** valueID → attributeID of tblEnumValue */
  readonly enumValues: ReadonlyMap<number, number>;
  /** Types of tblPrincipalType that are system users. */
  readonly systemTypes: ReadonlySet<number>;
  /** Flat triples: node, principal, 1 = denied. */
  readonly scopes: Triples;
  /** Flat triples: node, principal, role type. */
  readonly roles: Triples;
  /** Flat triples: principal, invitation, node. */
  readonly invites: Triples;
  readonly lastInvites: ReadonlyMap<number, number>;
  /** Room → its counters; more than one is an error. */
  readonly counters: ReadonlyMap<number, readonly bigint[]>;
  readonly bounds: Iterable<RoomBounds>;
  readonly selfAffiliated: Pick<ReadonlySet<number>, 'has'>;
  /** Only pairs whose affiliation some scope names. */
  readonly affiliations: Affiliations;
}
