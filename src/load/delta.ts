/** What a run changed in the target, kind by kind. */
import type { PlannedTable } from '#src/model/plan.ts';
import type { Changes } from './delta-port.ts';

export const NO_CHANGES: Changes = { inserted: 0, updated: 0, removed: 0 };

export type DeltaTable = PlannedTable | 'tblChat' | 'placeholders';

/** Table → the word for its rows in `delta` of the JSON. Rooms and categories are rows of one table. */
const KINDS = {
  tblSiopWhiteList: 'addIns',
  tblPrincipal: 'principals',
  placeholders: 'placeholders',
  tblPrincipalMeta: 'principalMeta',
  tblPrincipalAffiliations: 'affiliations',
  tblPrincipalMembers: 'members',
  tblNode: 'nodes',
  tblScopePrincipal: 'scopes',
  tblPrincipalRole: 'roles',
  tblChat: 'messages',
  tblLastChatId: 'chatCounters',
  tblPrincipalInvites: 'invites',
  tblLastInviteId: 'inviteCounters',
  tblPreference: 'preferences',
} as const satisfies Record<DeltaTable, string>;

/** Tables of the target that hold what was migrated, but for the messages. */
export const MIGRATED_TABLES: ReadonlySet<string> = new Set(
  Object.keys(KINDS).filter((name) => name !== 'tblChat' && name !== 'placeholders'),
);

export type DeltaKind = (typeof KINDS)[DeltaTable];

/** Kinds of which something was changed, and the sum of all. */
export interface Delta {
  readonly total: Changes;
  readonly byKind: Readonly<Partial<Record<DeltaKind, Changes>>>;
}

export class DeltaCount {
  readonly #kinds = new Map<DeltaKind, Changes>();

  add(table: DeltaTable, changes: Partial<Changes>): void {
    this.#add(KINDS[table], { ...NO_CHANGES, ...changes });
  }

  /** What another run, or another pass, has counted. */
  merge({ byKind }: Delta): void {
    for (const [kind, changes] of Object.entries(byKind)) this.#add(kind as DeltaKind, changes);
  }

  #add(kind: DeltaKind, changes: Changes): void {
    const sum = plus(this.#kinds.get(kind) ?? NO_CHANGES, changes);
    if (rowsOf(sum) > 0) this.#kinds.set(kind, sum);
  }

  get delta(): Delta {
    return {
      total: [...this.#kinds.values()].reduce(plus, NO_CHANGES),
      byKind: Object.fromEntries(this.#kinds),
    };
  }
}

export function rowsOf({ inserted, updated, removed }: Changes): number {
  return inserted + updated + removed;
}

function plus(one: Changes, other: Changes): Changes {
  return {
    inserted: one.inserted + other.inserted,
    updated: one.updated + other.updated,
    removed: one.removed + other.removed,
  };
}
