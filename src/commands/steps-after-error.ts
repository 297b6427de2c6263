/** Which commands help after an error, where commands help: the hint says the rest. */
import type { ExitName, OperatorError } from '#src/model/errors.ts';
import { type Chosen, NOTHING_CHOSEN, quoted, runnable } from './typed-commands.ts';

/** Stands for the very words that were typed. */
const AGAIN = 'again';
const DOCTOR = ['gc2pc doctor', AGAIN];
const STATUS = ['gc2pc status', AGAIN];
const LOOK_AT_SOURCE = ['gc2pc describe source'];
const LOOK_AT_TARGET = ['gc2pc describe target'];
const MIGRATE_FIRST = ['gc2pc plan', 'gc2pc migrate'];

/** What an error asks for by itself, whatever its exit code. */
export const AFTER_CODE: Readonly<Record<string, readonly string[]>> = {
  USAGE_REFUSED: [],
  LOGIN_REFUSED: DOCTOR,
  DATABASE_MISSING: DOCTOR,
  NOT_A_DATABASE: DOCTOR,
  RIGHT_MISSING: DOCTOR,
  ENCRYPTION_REQUIRED: DOCTOR,
  DIRECTORY_LOGIN_REFUSED: DOCTOR,
  TLS_FAILED: DOCTOR,
  HOST_UNKNOWN: DOCTOR,
  CONNECTION_FAILED: DOCTOR,
  CONNECTION_REFUSED: DOCTOR,
  NETWORK_UNREACHABLE: DOCTOR,
  DIRECTORY_UNREACHABLE: DOCTOR,
  NOTHING_TO_VERIFY: MIGRATE_FIRST,
  NOTHING_TO_REPORT: MIGRATE_FIRST,
  MIGRATION_UNFINISHED: ['gc2pc migrate'],
  SOURCE_EMPTY: LOOK_AT_SOURCE,
  SOURCE_NOT_RECOGNISED: LOOK_AT_SOURCE,
  SOURCE_SCHEMA_DIFFERS: LOOK_AT_SOURCE,
  KEY_MISSING: LOOK_AT_SOURCE,
  TARGET_EMPTY: LOOK_AT_TARGET,
  TARGET_NOT_RECOGNISED: LOOK_AT_TARGET,
  TARGET_SCHEMA_DIFFERS: LOOK_AT_TARGET,
  TARGET_STATIC_ROWS_DIFFER: LOOK_AT_TARGET,
  TARGET_AHEAD: ['gc2pc verify'],
  CUTOVER_LOCKED: [AGAIN],
};

const AFTER_EXIT: Readonly<Partial<Record<ExitName, readonly string[]>>> = {
  usage: [AGAIN],
  interrupted: [AGAIN],
  locked: STATUS,
  halfWay: [AGAIN, 'gc2pc rollback --dry-run'],
  unreachable: [AGAIN],
};

/** Without a configuration file they ask for one. */
const ASKS_FOR_FILE: ReadonlySet<string> = new Set(['CONFIGURATION_UNREADABLE', 'SETTING_MISSING']);
const CUTS_OVER: ReadonlySet<string> = new Set(['cutover', 'rollback']);

export interface FailedRun {
  /** The verb, or `gc2pc` where none was understood. */
  readonly verb: string;
  /** As they were typed. */
  readonly words: readonly string[];
  /** False when the words made no sense together. */
  readonly understood: boolean;
  /** Whether there is a configuration file. */
  readonly configured: boolean;
  readonly chosen: Chosen;
}

/** As they can be typed; empty where no command helps. */
export function stepsAfterError(error: OperatorError, run: FailedRun): string[] {
  const again = runnable(['gc2pc', ...run.words.map(quoted)].join(' '), NOTHING_CHOSEN);
  const steps = stepsOf(error, run).map((step) => (step === AGAIN ? again : runnable(step, run.chosen)));
  return [...new Set(steps)];
}

function stepsOf(error: OperatorError, { verb, understood, configured }: FailedRun): readonly string[] {
  if (!understood) return [verb === 'gc2pc' ? 'gc2pc --help' : `gc2pc ${verb} --help`];
  if (ASKS_FOR_FILE.has(error.code)) return configured ? [AGAIN] : ['gc2pc init'];
  // A plan that is refused is made anew by the verb that was to carry it out.
  if (error.exit === 'gateRefused' && CUTS_OVER.has(verb)) return [`gc2pc ${verb} --dry-run`];
  return AFTER_CODE[error.code] ?? AFTER_EXIT[error.exit] ?? [];
}
