/** What stops a load. In every case the journal and the target agree, and the same command goes on. */
import { type ExitName, OperatorError } from '#src/model/errors.ts';

/** The first stop signal: unwinds to the end of the run. Never reaches an operator as an error. */
export class Stopped extends Error {
  constructor() {
    super('stopped at a batch boundary');
    this.name = 'Stopped';
  }
}

/** Someone else has written messages to a room of this migration. */
export class TargetAhead extends OperatorError {
  readonly code = 'TARGET_AHEAD';
  readonly exit: ExitName = 'blocked';
  readonly hint =
    'Find out who wrote to the target (is the Persistent Chat service running, or was the journal set back?). Restore target and journal from one backup before you go on.';

  /** @param rooms node IDs of the target */
  constructor(rooms: readonly number[]) {
    const shown = rooms.slice(0, 10).join(', ');
    const more = rooms.length > 10 ? ` and ${rooms.length - 10} more` : '';
    super(`the target holds messages that this migration did not write, in room(s) ${shown}${more}`);
  }
}
