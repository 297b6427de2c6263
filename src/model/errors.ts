/**
 * The base of every error that an operator can act on. Anything else that is thrown is a defect of gc2pc (exit 1).
 */

/** Exit codes of every verb; docs/exit-codes.md is generated from this table. */
export const EXIT = {
  done: { code: 0, meaning: 'done' },
  unexpected: { code: 1, meaning: 'unexpected error' },
  usage: { code: 2, meaning: 'usage or configuration' },
  blocked: { code: 3, meaning: 'pre-flight or plan blocked' },
  interrupted: { code: 4, meaning: 'interrupted, resumable' },
  rejects: { code: 5, meaning: 'completed, with rejected rows' },
  different: { code: 6, meaning: 'verification found differences' },
  gateRefused: { code: 7, meaning: 'cut-over gate refused' },
  halfWay: { code: 8, meaning: 'cut-over stopped half way, undo available' },
  locked: { code: 9, meaning: 'locked by another run' },
  unreachable: { code: 10, meaning: 'a server could not be reached or lost for good (resumable)' },
} as const;

export type ExitName = keyof typeof EXIT;
export type ExitCode = (typeof EXIT)[ExitName]['code'];

export abstract class OperatorError extends Error {
  /** Stable, upper case, e.g. `SOURCE_UNKNOWN`. */
  abstract readonly code: string;
  abstract readonly exit: ExitName;
  /** What to do now, in the imperative. */
  abstract readonly hint: string;

  get exitCode(): ExitCode {
    return EXIT[this.exit].code;
  }

  constructor(message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = new.target.name;
  }
}
