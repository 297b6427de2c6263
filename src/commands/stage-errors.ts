/** How a stage of a rehearsal can end without an outcome, told by the process that gave the order. */
import { type ExitName, OperatorError } from '#src/model/errors.ts';
import { Stopped } from './command-errors.ts';
import type { StageEnd, StageRefusal } from './stage-process-port.ts';

/** What the stage's own process refused, under the same code. */
class StageRefused extends OperatorError {
  readonly code: string;
  readonly exit: ExitName;
  readonly hint: string;

  constructor({ code, exit, message, hint }: StageRefusal) {
    super(message);
    this.code = code;
    this.exit = exit;
    this.hint = hint;
  }
}

/** Something ended the stage's process from outside, or the runtime ended it. */
class StageLost extends OperatorError {
  readonly code = 'STAGE_LOST';
  readonly exit = 'interrupted';
  readonly hint =
    'See what ends processes of gc2pc here, e.g. want of memory, then run the same command again; it begins anew.';

  constructor(title: string, how: string) {
    super(`The process of the stage "${title}" ended before its work did (${how}).`);
  }
}

/** @param title of the stage */
export function errorOf(
  end: Exclude<StageEnd, { outcome: unknown }> | { readonly lost: string },
  title: string,
): Error {
  if ('lost' in end) return new StageLost(title, end.lost);
  if ('refusal' in end) return end.refusal.code === 'STOPPED' ? new Stopped() : new StageRefused(end.refusal);
  const { name, message, stack } = end.defect;
  return Object.assign(new Error(message), { name, ...(stack === null ? {} : { stack }) });
}
