/**
 * Every state that is ever stored, and which may follow which. Code that changes a state goes through `advance`, so a
 * transition that is not in the table cannot be written.
 */

export const MIGRATION_STATES = {
  planned: ['loading'],
  loading: ['loaded', 'loading'],
  /** Everything that the plan held is in the target. Whether the source has changed since is for a delta to find out. */
  loaded: ['catchingUp', 'loaded'],
  /** A delta is under way, or was struck: everything that was loaded is compared with the source of now. */
  catchingUp: ['loaded', 'catchingUp'],
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
export const LOAD_PHASES = ['prepare', 'takeover', 'structure', 'compare', 'messages', 'counters', 'revision'] as const;
export type LoadPhase = (typeof LOAD_PHASES)[number];

const VERDICTS = ['verified', 'different'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** What `status` shows; `stale` and `unverified` are derived, never stored. */
export type VerificationState = 'unverified' | 'verified' | 'stale' | 'different';

export function advance<S extends string>(table: Readonly<Record<S, readonly string[]>>, from: S, to: S): S {
  if (!table[from].includes(to)) throw new Error(`state ${from} cannot become ${to}`);
  return to;
}
