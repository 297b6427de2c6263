/** Why a cut-over or a rollback stops. */
import { type ExitName, OperatorError } from '#src/model/errors.ts';

/** The plan that was approved is not the plan that the world asks for now. */
export class PlanRefused extends OperatorError {
  readonly code: string = 'CUTOVER_PLAN_REFUSED';
  readonly exit: ExitName = 'gateRefused';
  readonly hint: string;

  constructor(message: string, hint: string) {
    super(message);
    this.hint = hint;
  }
}

/** Found just before the act: the object is not as it was when the plan was approved. Nothing was done to it. */
export class WorldChanged extends OperatorError {
  readonly code = 'CUTOVER_WORLD_CHANGED';
  readonly exit: ExitName = 'gateRefused';
  readonly hint = 'Run `cutover --dry-run` again, read the new plan, and approve its hash.';
}

/** A step did not reach what it promises. What was done before it can be undone. */
export class StepFailed extends OperatorError {
  readonly code = 'CUTOVER_STEP_FAILED';
  readonly exit: ExitName;
  readonly hint: string;
  readonly step: string;

  constructor(step: string, message: string, hint: string, exit: ExitName = 'halfWay', cause?: unknown) {
    super(message, cause);
    this.step = step;
    this.hint = hint;
    this.exit = exit;
  }
}

/** A step did not come to its end in its time. */
export class StepTimedOut extends OperatorError {
  readonly code = 'CUTOVER_STEP_TIMED_OUT';
  readonly exit: ExitName = 'halfWay';
  readonly hint = 'Look at the domain controller and at the network, then run the same command again.';
}

/** The cut-over or rollback was stopped between two steps. */
export class CutoverInterrupted extends OperatorError {
  readonly code = 'CUTOVER_INTERRUPTED';
  readonly exit: ExitName = 'interrupted';
  readonly hint = 'Run the same command again to go on, or `rollback --dry-run` to see the way back.';
}

/** Why a run stops: what the signal says where it says something to an operator, else that it was asked to. */
export function stopped(signal: AbortSignal, message: string): OperatorError {
  return signal.reason instanceof OperatorError ? signal.reason : new CutoverInterrupted(message);
}

/** Another cut-over or rollback is at work in the same work directory. */
export class CutoverLocked extends OperatorError {
  readonly code = 'CUTOVER_LOCKED';
  readonly exit: ExitName = 'locked';
  readonly hint = 'Wait for the other cut-over, or end it; a lock whose process is gone is taken over by itself.';
}
