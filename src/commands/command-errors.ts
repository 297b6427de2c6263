/** What an operator can get wrong on the command line, and how a run can be stopped. */
import { OperatorError } from '#src/model/errors.ts';

/** The words of the command line make no sense together. */
export class UsageRefused extends OperatorError {
  readonly code = 'USAGE_REFUSED';
  readonly exit = 'usage';
  readonly hint: string;

  constructor(message: string, hint = 'See "gc2pc --help" and "gc2pc VERB --help".') {
    super(message);
    this.hint = hint;
  }
}

/** The run was stopped by Ctrl-C, SIGTERM or SIGHUP before its end. */
export class Stopped extends OperatorError {
  readonly code = 'STOPPED';
  readonly exit = 'interrupted';
  readonly hint: string;

  /** @param hint for a verb that does not go on where it stopped */
  constructor(cause?: unknown, hint: string | null = null) {
    super('Stopped before the end, as asked.', cause);
    this.hint = hint ?? 'Run the same command again; it goes on where it stopped.';
  }
}

/** Anything that is not meant to happen. Its stack goes to the log file, never to the screen. */
export class UnexpectedFailure extends OperatorError {
  readonly code = 'UNEXPECTED';
  readonly exit = 'unexpected';
  readonly hint: string;

  constructor(message: string, logFile: string | null, cause: unknown) {
    super(message, cause);
    this.hint =
      logFile === null
        ? 'Run the command again with --verbose and report what it says.'
        : `Report it with the log ${logFile}; it holds no message text and no secret.`;
  }
}

/** A file that was asked for cannot be written. */
export class FileNotWritten extends OperatorError {
  readonly code = 'FILE_NOT_WRITTEN';
  readonly exit = 'usage';
  readonly hint = 'Make the folder writable and see that it has room, then run the same command again.';

  constructor(path: string, cause: unknown) {
    super(`The file ${path} cannot be written (${(cause as NodeJS.ErrnoException).code ?? 'no reason given'}).`, cause);
  }
}

/** No migration into this target has begun, so there is nothing to verify. */
export class NothingToVerify extends OperatorError {
  readonly code = 'NOTHING_TO_VERIFY';
  readonly exit = 'blocked';
  readonly hint = 'Run "gc2pc migrate" first.';

  constructor() {
    super('The journal knows of no migration into this target, so there is nothing to verify.');
  }
}

/** The load has not come to its end: what it has not written yet is for `migrate`, not for a repair. */
export class MigrationUnfinished extends OperatorError {
  readonly code = 'MIGRATION_UNFINISHED';
  readonly exit = 'blocked';
  readonly hint = 'Run "gc2pc migrate" to its end, then "gc2pc verify".';

  constructor() {
    super('The load has not come to its end, and a repair cannot take its place.');
  }
}

/** No migration into this target has begun, so there is nothing to report. */
export class NothingToReport extends OperatorError {
  readonly code = 'NOTHING_TO_REPORT';
  readonly exit = 'blocked';
  readonly hint = 'Run "gc2pc plan" for the report of a plan, or "gc2pc migrate" first.';

  constructor() {
    super('The journal knows of no migration into this target, so there is nothing to report.');
  }
}
