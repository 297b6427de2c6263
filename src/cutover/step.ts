/** A step of the cut-over as data: what it looks at, does, proves and takes back, each with its words for the plan. */

import type { CutoverContext } from './context.ts';
import type { GateResult } from './gates/gate.ts';

export const STEP_IDS = [
  'gates',
  'fence',
  'before-image',
  'remove-user',
  'create-endpoint',
  'confirm',
  'hand-over',
] as const;
export type StepId = (typeof STEP_IDS)[number];

export interface StepWorld {
  readonly context: CutoverContext;
  /** The user that the approved plan names. */
  readonly user: { readonly guid: string; readonly dn: string; readonly uri: string };
  readonly gates: readonly GateResult[];
}

export interface StepPart<R> {
  readonly says: string;
  run(world: StepWorld): Promise<R>;
}

export interface Step {
  readonly id: StepId;
  readonly title: string;
  /** Whether the world already is as the step wants it. */
  readonly check: StepPart<'done' | 'pending'>;
  /** Gives a sentence on what was done. */
  readonly act: StepPart<string>;
  /** Throws `StepFailed` where the promise does not hold. */
  readonly confirm: StepPart<void>;
  readonly undo: StepPart<string> | null;
  readonly timeoutSeconds: number;
  readonly reversible: boolean;
}

export type StepState = 'pending' | 'done' | 'undone' | 'failed' | 'skipped';

export interface StepReport {
  readonly id: StepId;
  readonly title: string;
  readonly state: StepState;
  readonly detail: string;
}

/** From here on, going back loses what people wrote on the new side. */
export const POINT_OF_NO_RETURN: StepId = 'hand-over';
