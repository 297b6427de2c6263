/**
 * One policy per lossy case. The default is always the one that loses nothing or stops.
 * Meanings and sources: docs/mapping.md.
 */
export interface Policies {
  /** Between the names of a flattened path. Microsoft's own separator is not documented. */
  readonly categorySeparator: string;
  readonly longNames: 'fail' | 'shorten';
  readonly nameConflict: 'fail' | 'suffix' | 'overwrite';
  /** Name of the category for rooms directly under the root; null = the root's own name. */
  readonly rootRoomsCategory: string | null;
  readonly topic: 'append' | 'drop';
  readonly creators: 'managers' | 'members' | 'none';
  readonly orphanAuthor: 'placeholder' | 'reject';
  readonly disabledRooms: 'skip' | 'keep';
  readonly invites: 'migrate' | 'skip';
}

export const DEFAULT_POLICIES: Policies = {
  categorySeparator: ' - ',
  longNames: 'fail',
  nameConflict: 'fail',
  rootRoomsCategory: null,
  topic: 'append',
  creators: 'managers',
  orphanAuthor: 'placeholder',
  disabledRooms: 'skip',
  invites: 'migrate',
};

export interface Filter {
  /** ISO date or date-time, UTC: older messages are left out; null = all. */
  readonly since: string | null;
  /** Legacy category paths or names (exact, by the target's collation); empty = all. */
  readonly categories: readonly string[];
  /** Legacy room names; empty = all. */
  readonly rooms: readonly string[];
}

export const NO_FILTER: Filter = { since: null, categories: [], rooms: [] };
