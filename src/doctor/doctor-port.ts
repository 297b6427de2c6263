/**
 * What `doctor` learns of one configured server, step by step. A step that fails ends the way; the remedies say which
 * setting works, because it was tried. Trying is read-only and never sends a refused password again, and never over a
 * connection that is weaker than the one that was configured.
 */
export const STEPS = ['resolve', 'connect', 'negotiate', 'authenticate', 'transfer', 'rights'] as const;
export type StepName = (typeof STEPS)[number];

export interface Step {
  readonly step: StepName;
  readonly state: 'ok' | 'failed' | 'skipped';
  /** What was seen, one clause. */
  readonly detail: string;
}

export interface Remedy {
  readonly id: `H${number}`;
  readonly severity: 'block' | 'warn' | 'info';
  /** One sentence. */
  readonly cause: string;
  /** Imperative; names the setting that works. */
  readonly remedy: string;
}

export interface Diagnosis {
  readonly steps: readonly Step[];
  readonly remedies: readonly Remedy[];
}

export interface DoctorPort {
  diagnose(): Promise<Diagnosis>;
}
