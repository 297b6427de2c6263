/**
 * A stage of a rehearsal in a process of its own, as on the night itself each command is one: none finds what another has
 * left in memory, and none takes the memory of all. What passes between the two processes is plain data.
 */
import type { Configuration } from '#src/config/configuration.ts';
import type { OperatorError } from '#src/model/errors.ts';
import type { Progress, ProgressEvent } from '#src/model/progress.ts';
import type { VerbContext, VerbOutcome } from './verb.ts';

/** Without secrets: a rehearsal opens files. */
export interface StageOrder extends Pick<VerbContext, 'runId' | 'acknowledged' | 'chosen'> {
  /** Its id in the list of stages. */
  readonly stage: string;
  readonly configuration: Configuration;
  readonly options: Readonly<Record<string, unknown>>;
}

/** Its data as JSON shows them, without the lists of thousands. */
export interface StageOutcome extends Pick<VerbOutcome, 'exit' | 'findings' | 'data'> {
  /** What it said; empty where it went well. */
  readonly trouble: string;
}

/** An error that an operator can act on. */
export type StageRefusal = Pick<OperatorError, 'code' | 'exit' | 'message' | 'hint'>;

/** A defect. */
export interface StageDefect {
  readonly name: string;
  readonly message: string;
  readonly stack: string | null;
}

export type StageEnd =
  | { readonly outcome: StageOutcome }
  | { readonly refusal: StageRefusal }
  | { readonly defect: StageDefect };

export type StageSaid = { readonly progress: ProgressEvent } | { readonly end: StageEnd };
/** `peakRssBytes`: the most that the stage's process has taken until now. */
export type StageAnswer = StageSaid & { readonly peakRssBytes: number };

export interface StageProcess {
  /** @returns `lost` where the process ended without an answer: a signal's name or an exit code */
  run(order: StageOrder, progress: Progress, stop: AbortSignal): Promise<StageEnd | { readonly lost: string }>;
}
