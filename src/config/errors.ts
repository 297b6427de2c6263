/** What can be wrong with a configuration. Messages name keys, variables and lines; never the value of a secret. */
import { OperatorError } from '#src/model/errors.ts';

/** One thing to mend, and where. */
export interface Problem {
  /** `gc2pc.yaml line 4`, `GC2PC_LOAD_CONCURRENCY` */
  readonly where: string;
  /** One sentence without its full stop. */
  readonly what: string;
}

/** Something in the configuration file or the environment is wrong; each thing is named with its line or variable. */
export class ConfigurationInvalid extends OperatorError {
  readonly code = 'CONFIGURATION_INVALID';
  readonly exit = 'usage';
  readonly hint = 'Mend what is listed, then run the same command again; docs/configuration.md explains every key.';
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(problems.map((problem) => `${problem.where}: ${problem.what}.`).join('\n'));
    this.problems = problems;
  }
}

/** The configuration file is missing, or is no text. */
export class ConfigurationUnreadable extends OperatorError {
  readonly code = 'CONFIGURATION_UNREADABLE';
  readonly exit = 'usage';
  readonly hint: string;

  constructor(message: string, hint: string, cause?: unknown) {
    super(message, cause);
    this.hint = hint;
  }
}

/** A key that this verb needs is not configured. */
export class SettingMissing extends OperatorError {
  readonly code = 'SETTING_MISSING';
  readonly exit = 'usage';
  readonly hint: string;

  constructor(key: string, variable: string) {
    super(`${key} is not configured, and this command needs it.`);
    this.hint = `Set ${key} in the configuration file, or the environment variable ${variable}.`;
  }
}

/** Thrown while one value is parsed; the reader adds where it stood. */
export class ValueRefused extends Error {
  override readonly name = 'ValueRefused';
}
