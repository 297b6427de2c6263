/** Why a journal refuses a run. Each says what changed since the first run and what to do now. */
import { type ExitName, OperatorError } from '#src/model/errors.ts';

const START_OVER =
  'To begin anew, restore the target from the backup made before the migration, and remove the journal database.';

/** The target was loaded from another source. */
export class SourceChanged extends OperatorError {
  readonly code = 'SOURCE_CHANGED';
  readonly exit: ExitName = 'blocked';
  readonly hint = `Name the source of the first run in source.url. ${START_OVER}`;

  constructor(recorded: string, found: string) {
    super(`this target is being loaded from another source: recorded is ${recorded}, found is ${found}`);
  }
}

/** The record belongs to another target than the one that its number says. */
export class TargetChanged extends OperatorError {
  readonly code = 'TARGET_CHANGED';
  readonly exit: ExitName = 'blocked';
  readonly hint = `Name the target of the first run in target.url. ${START_OVER}`;

  constructor(recorded: string, found: string) {
    super(`the journal belongs to another target: recorded is ${recorded}, found is ${found}`);
  }
}

/** Policies or filter differ from those with which rows were written. */
export class SettingsChanged extends OperatorError {
  readonly code = 'SETTINGS_CHANGED';
  readonly exit: ExitName = 'blocked';
  readonly hint: string;
  /** Names of the keys, e.g. `policies.topic`. */
  readonly keys: readonly string[];

  constructor(changes: readonly { readonly key: string; readonly recorded: string; readonly found: string }[]) {
    super(
      `settings differ from those of the first run: ${changes
        .map(({ key, recorded, found }) => `${key} was ${recorded}, is ${found}`)
        .join('; ')}`,
    );
    this.keys = changes.map(({ key }) => key);
    this.hint = `Set ${this.keys.join(', ')} back to what the first run had. ${START_OVER}`;
  }
}

/** The rows in the target were made by other rules. */
export class RulesChanged extends OperatorError {
  readonly code = 'RULES_CHANGED';
  readonly exit: ExitName = 'blocked';
  readonly hint = `Finish with the version of gc2pc that began. ${START_OVER}`;

  constructor(recorded: string, found: string) {
    super(`the migration was begun by rule version ${recorded}, this gc2pc has ${found}`);
  }
}

/** The journal was written by a version of gc2pc that means other things by its state. */
export class StateVersionChanged extends OperatorError {
  readonly code = 'STATE_VERSION_CHANGED';
  readonly exit: ExitName = 'blocked';
  readonly hint = `Finish with the version of gc2pc that began. ${START_OVER}`;

  constructor(recorded: number, found: number) {
    super(`the journal has state version ${recorded}, this gc2pc understands ${found}`);
  }
}

/** Another run changed the journal between planning and locking. */
export class JournalMoved extends OperatorError {
  readonly code = 'JOURNAL_MOVED';
  readonly exit: ExitName = 'locked';
  readonly hint = 'Run the same command again.';

  constructor() {
    super('another run changed the journal while this one was planning');
  }
}

/** Another run works on the same target. */
export class LockHeld extends OperatorError {
  readonly code = 'LOCK_HELD';
  readonly exit: ExitName = 'locked';
  readonly hint = 'Wait for that run to end, or stop it; `gc2pc status` shows how far it is.';

  constructor(holder: { readonly host: string; readonly pid: number }, since: Date) {
    super(`another run holds the lock: process ${holder.pid} on ${holder.host}, last heard of ${since.toISOString()}`);
  }
}

/** This run was silent for so long that another one took its lock. */
export class LockLost extends OperatorError {
  readonly code = 'LOCK_LOST';
  readonly exit: ExitName = 'locked';
  readonly hint = 'See which run took over (`gc2pc status`); nothing that this one did is lost or doubled.';

  constructor() {
    super('another run took the lock over because this one had not been heard of');
  }
}

/** The chain of audit events does not hold together. */
export class AuditChainBroken extends OperatorError {
  readonly code = 'AUDIT_CHAIN_BROKEN';
  readonly exit: ExitName = 'blocked';
  readonly hint =
    'Compare the table `event` of the journal with audit.jsonl in the work directory, and find out who changed it.';

  constructor(seq: number) {
    super(`audit event ${seq} was altered, or the one before it removed`);
  }
}

/** A file of events in the work directory does not hold together. */
export class ChainedFileBroken extends OperatorError {
  readonly code = 'CHAINED_FILE_BROKEN';
  readonly exit: ExitName = 'blocked';
  readonly hint = 'Find out who changed it; then move it away and run `gc2pc preflight` again.';

  constructor(file: string, line: number) {
    super(`line ${line} of ${file} was altered, or the one before it removed`);
  }
}

/** The work directory takes no more, or nothing at all. */
export class WorkDirNotWritable extends OperatorError {
  readonly code = 'WORK_DIR_NOT_WRITABLE';
  readonly exit: ExitName = 'usage';
  readonly hint =
    'Make room in the work directory, or make it writable for this user (or set workDir), then run the same command again: the journal has lost nothing.';

  constructor(path: string, reason: string, cause?: unknown) {
    super(`cannot write ${path}: ${reason}`, cause);
  }
}
