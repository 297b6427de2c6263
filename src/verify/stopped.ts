/** The operator asked to stop. Nothing is half written; the same command begins the comparison anew. */
import { type ExitName, OperatorError } from '#src/model/errors.ts';

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
