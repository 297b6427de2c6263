/** The operator asked to stop. Nothing is half written; the same command reads what this one had not found alike yet. */
import { type ExitName, OperatorError } from '#src/model/errors.ts';

/** The verification was stopped before it had compared everything. */
export class VerificationStopped extends OperatorError {
  readonly code = 'VERIFICATION_STOPPED';
  readonly exit: ExitName = 'interrupted';
  readonly hint = 'Run the same command again.';

  constructor() {
    super('verification was stopped before it had compared everything');
  }
}

export function goOn(stop: AbortSignal): void {
  if (stop.aborted) throw new VerificationStopped();
}
