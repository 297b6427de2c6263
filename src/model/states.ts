/**
 * Every state that is ever stored, and which may follow which. Code that changes a state goes through `advance`, so a
 * transition that is not in the table cannot be written.
 */

export const MIGRATION_STATES = {
  planned: ['loading'],
  loading: ['loaded', 'loading'],
  /** Everything that the plan holds is in the target. A source that has grown leads back to loading. */
  loaded: ['loading', 'loaded'],
} as const satisfies Record<string, readonly string[]>;
export type MigrationState = keyof typeof MIGRATION_STATES;

export const UNIT_STATES = {
  pending: ['running', 'done'],
  running: ['running', 'done'],
  /** Done at its revision; a later revision opens it again. */
  done: ['running', 'done'],
} as const satisfies Record<string, readonly string[]>;
export type UnitState = keyof typeof UNIT_STATES;

/** In this order; a phase begins when the one before has ended. */
export const LOAD_PHASES = ['prepare', 'takeover', 'structure', 'messages', 'counters', 'revision'] as const;
export type LoadPhase = (typeof LOAD_PHASES)[number];

export const VERDICTS = ['verified', 'different'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** What `status` shows; `stale` and `unverified` are derived, never stored. */
export type VerificationState = 'unverified' | 'verified' | 'stale' | 'different';

export function advance<S extends string>(table: Readonly<Record<S, readonly string[]>>, from: S, to: S): S {
  if (!table[from].includes(to)) throw new Error(`state ${from} cannot become ${to}`);
  return to;
}
