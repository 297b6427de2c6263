/**
 * What the transform decides upon: everything but the messages and the large pass-through tables, read whole.
 */
import type { Affiliations } from './affiliations.ts';
import type { Catalogue } from './catalogue.ts';
import type { CurrentNode, CurrentPrincipal, CurrentRoleType, CurrentSiopWhiteList } from './current.ts';
import type { DatabaseIdentity } from './identity.ts';
import type {
  LegacyEnumValue,
  LegacyLastChatId,
  LegacyLastInviteId,
  LegacyNode,
  LegacyPrincipal,
  LegacyPrincipalRole,
  LegacyRoleType,
  LegacyScopePrincipal,
  LegacySiopWhiteList,
} from './legacy.ts';
import type { RoomBounds } from './messages.ts';
import type { RowList } from './row-list.ts';

export type LegacyVersion = 'lync-2010' | 'ocs-2007-r2' | 'unknown';

export interface LegacyInventory {
  readonly identity: DatabaseIdentity;
  readonly version: LegacyVersion;
  readonly collation: string;
  readonly ticksFunction: string | null;
  /** Each list is in primary-key order. */
  readonly addIns: readonly LegacySiopWhiteList[];
  readonly principals: RowList<LegacyPrincipal>;
  readonly nodes: readonly LegacyNode[];
  readonly scopes: readonly LegacyScopePrincipal[];
  readonly roles: RowList<LegacyPrincipalRole>;
  readonly roleTypes: readonly LegacyRoleType[];
  readonly enumValues: readonly LegacyEnumValue[];
  readonly lastChatIds: RowList<LegacyLastChatId>;
  readonly lastInviteIds: RowList<LegacyLastInviteId>;
  /** Highest invID of every principal that has invitations. */
  readonly highestInvites: Iterable<readonly [prinID: number, invID: number]> & { readonly size: number };
  /** Every channel that has messages. */
  readonly bounds: readonly RoomBounds[];
  readonly affiliations: Affiliations;
  /** Rows that hold NULL where the documents say NOT NULL, or a value of another type: they become rejects. */
  readonly malformed: readonly MalformedRow[];
}

export interface MalformedRow {
  readonly table: string;
  /** Primary key values joined with `/`. */
  readonly key: string;
  /** Names the offending columns, never their values. */
  readonly reason: string;
  readonly row: Readonly<Record<string, unknown>>;
}

/** The 2013 database as it was before gc2pc wrote its first row; kept in the journal from then on. */
export interface TargetInventory {
  readonly identity: DatabaseIdentity;
  readonly collation: string;
  readonly ticksFunction: string | null;
  readonly identityColumns: Catalogue['tables'][number]['name'][];
  readonly addIns: readonly CurrentSiopWhiteList[];
  readonly principals: readonly CurrentPrincipal[];
  readonly nodes: readonly CurrentNode[];
  readonly roleTypes: readonly CurrentRoleType[];
  readonly enumValues: readonly LegacyEnumValue[];
  readonly principalTypes: readonly { readonly ptypeID: number; readonly ptypeDesc: string }[];
  /** prefLabel/prefSeqID of preferences that were there already, joined with `/`. */
  readonly preferenceKeys: readonly string[];
  readonly systemRevision: bigint | null;
}
