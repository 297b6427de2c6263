/**
 * What the transform decides, as data: the plan is a pure function of the two inventories, the settings and the ids
 * given out earlier, so `plan`, `migrate` and `verify` each make it anew and get the same one.
 */
import type { CurrentRows } from './current.ts';
import type { Finding } from './finding.ts';
import type { LegacyTableName } from './legacy.ts';
import type { CurrentMessage, LegacyMessage, RoomBounds } from './messages.ts';
import type { RowList } from './row-list.ts';
import type { Row } from './value.ts';

/** Everything that is counted; the keys of `counts` in the JSON of `plan` and `migrate`. */
export const COUNT_KINDS = [
  'addIns',
  'principals',
  'categories',
  'rooms',
  'scopes',
  'roles',
  'affiliations',
  'members',
  'messages',
  'chatCounters',
  'invites',
  'inviteCounters',
  'preferences',
] as const;
export type CountKind = (typeof COUNT_KINDS)[number];

/** read = written + sum of skipped + rejected, always. All four count source rows. */
export interface Ledger {
  readonly read: number;
  /** Source rows that have at least one counterpart in the target. */
  readonly written: number;
  /** Rule → source rows that it left out. */
  readonly skipped: Readonly<Record<string, number>>;
  readonly rejected: number;
}

export interface Reject {
  readonly kind: CountKind;
  /** Legacy table. */
  readonly table: string;
  /** Primary key values joined with `/`. */
  readonly key: string;
  readonly reason: string;
  /** The whole source row. Goes to the reject file and nowhere else. */
  readonly row: Readonly<Record<string, unknown>>;
}

export interface Change {
  readonly kind: 'category' | 'room' | 'principal' | 'addIn';
  readonly legacyId: number | string;
  readonly legacyName: string;
  /** Null when it is not migrated; the notes say why. */
  readonly newName: string | null;
  readonly newId: number | string | null;
  readonly notes: readonly string[];
}

/** Tables that gc2pc writes, in load order. `tblChat` follows between the last two groups, room by room. */
export type PlannedTable = Exclude<
  keyof CurrentRows,
  'tblConfig' | 'tblPrincipalType' | 'tblRoleType' | 'tblEnumValue' | 'tblSystemRevision'
>;

export type RowOutcome =
  | { readonly outcome: 'write'; readonly row: Row }
  | { readonly outcome: 'skip'; readonly rule: string }
  | { readonly outcome: 'reject'; readonly reason: string };

export interface TablePlan {
  readonly table: PlannedTable;
  /** `structure` is loaded before the messages, `counters` after them. */
  readonly phase: 'structure' | 'counters';
  /** Rows that the plan holds itself, in an order that satisfies the foreign keys; the same order on every call. */
  planned(): Iterable<Row>;
  /** How many rows `planned` yields. */
  readonly plannedRows: number;
  /** For tables too large to hold: each source row is mapped by itself, in source key order. */
  readonly passThrough: PassThrough | null;
  /**
   * True for a row of the target that belongs to this migration: verification looks at those and at no others. That is
   * every row about a node or principal that the target did not have before, so an extra one shows; the rows of
   * placeholders, which no plan knows beforehand, are among them.
   */
  owns(row: Row): boolean;
  /** True for a planned row that takes the place of a row the target had before (`nameConflict: overwrite`). */
  replaces(row: Row): boolean;
}

export interface PassThrough {
  readonly from: LegacyTableName;
  readonly kind: CountKind;
  map(row: Row): RowOutcome;
}

export interface RoomPlan {
  readonly channelId: number;
  /** Null = the room's messages are skipped or rejected, see `left`. */
  readonly newChannelId: number | null;
  readonly left: { readonly why: 'skip' | 'reject'; readonly rule: string } | null;
  /** New name, or the legacy one when the room is left. For people, never for logs of another company. */
  readonly name: string;
  /** Null = no messages. */
  readonly bounds: RoomBounds | null;
}

/** What a page of messages of one room becomes. */
export interface TranslatedPage {
  readonly messages: CurrentMessage[];
  /** Rule → messages left out by it. */
  readonly skipped: Readonly<Record<string, number>>;
  readonly rejects: readonly Reject[];
  /** Legacy ids of authors without a row whose placeholder must exist before these messages are written. */
  readonly orphanAuthors: readonly number[];
}

/** The rows that stand for an author who has no row in the source. */
export interface Placeholder {
  readonly principal: CurrentRows['tblPrincipal'];
  readonly affiliation: CurrentRows['tblPrincipalAffiliations'];
}

/** What `translate` does to a message that has no fault, as data, for an engine that can do the same by itself. */
export interface MessageMapping {
  /** Legacy prinID → prinID in the target. */
  readonly authors: ReadonlyMap<number, number>;
  /** Ticks; older messages are left out under `sinceRule`. Null = none are. */
  readonly since: bigint | null;
  readonly sinceRule: string;
}

/** Ids given to source rows, kept in the journal so that they never change once used. */
export interface AssignedIds {
  readonly nodes: ReadonlyMap<number, number>;
  readonly principals: ReadonlyMap<number, number>;
  /** Upper-case GUIDs. Differs from the source only where `nameConflict` made it overwrite or step aside. */
  readonly addIns: ReadonlyMap<string, string>;
  /** Added to the id of a placeholder whose own number is taken; fixed by the first plan. Null before it. */
  readonly placeholderBase: number | null;
}

export const NOTHING_ASSIGNED: AssignedIds = {
  nodes: new Map(),
  principals: new Map(),
  addIns: new Map(),
  placeholderBase: null,
};

export interface MigrationPlan {
  /** Version of the rules that made it; a journal made by other rules is refused. */
  readonly ruleVersion: string;
  /** SHA-256, hex, over both inventories (messages excepted), the settings and the rule version. */
  readonly hash: string;
  /** In order of severity, then id, then subject. */
  readonly findings: readonly Finding[];
  readonly changes: RowList<Change>;
  /** Ledgers of what the plan holds itself; pass-through tables and messages are counted while they run (read 0 here). */
  readonly ledgers: Readonly<Record<CountKind, Ledger>>;
  readonly rejects: readonly Reject[];
  readonly assigned: AssignedIds;
  readonly tables: readonly TablePlan[];
  readonly rooms: readonly RoomPlan[];
  /**
   * Target nodes, rooms and categories, whose own content (messages, roles, scopes, counters, invites) is removed first
   * (`nameConflict: overwrite`). Their rows of tblNode are those that `replaces` names.
   */
  readonly takenOver: readonly number[];
  /** What tblSystemRevision must hold afterwards; null where the target has no such row. */
  readonly systemRevision: bigint | null;
  readonly messageMapping: MessageMapping;
  translate(room: RoomPlan, page: readonly LegacyMessage[]): TranslatedPage;
  /** Null when the number of the placeholder would not fit an int. */
  placeholder(legacyUserId: number): Placeholder | null;
}
