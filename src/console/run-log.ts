/**
 * The log of one run: JSON lines in the work directory, written at once, so that nothing is lost when the process dies.
 * Progress by rows is left out; secrets are redacted by key and by value. A log that can no longer be written never
 * stops the work; it says so once.
 */
import { join } from 'node:path';
import pino, { type Logger } from 'pino';
import type { Progress } from '#src/model/progress.ts';
import type { Scrub } from './scrub.ts';

const REDACTED = ['password', 'secret', 'token', 'bindPassword', 'content', 'unicodePwd'];

export interface RunLog {
  /** Null when no file is kept. */
  readonly file: string | null;
  readonly progress: Progress;
  info(event: string, facts?: Readonly<Record<string, unknown>>): void;
  failure(error: unknown): void;
  close(): void;
}

export const NO_LOG: RunLog = { file: null, progress: () => {}, info: () => {}, failure: () => {}, close: () => {} };

/** @param folder exists and is writable */
export function openRunLog(folder: string, runId: string, verbose: boolean, scrub: Scrub, lost: () => void): RunLog {
  const file = join(folder, `${runId}.jsonl`);
  const destination = pino.destination({ dest: file, sync: true, mode: 0o600 });
  destination.on('error', once(lost));
  const logger = pino(
    {
      base: { runId },
      level: verbose ? 'debug' : 'info',
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: REDACTED.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]), censor: '[secret]' },
    },
    { write: (line) => destination.write(scrub(line)) },
  );
  return {
    file,
    progress: (event) => {
      if (event.event === 'rows:moved') return;
      if (event.event === 'unit:finished') logger.debug(event);
      else logger.info(event);
    },
    info: (event, facts = {}) => logger.info({ event, ...facts }),
    failure: (error) => logFailure(logger, error),
    close: () => destination.end(),
  };
}

/** The chain of causes with its stacks; no other property, since a driver's error may carry the statement's values. */
function logFailure(logger: Logger, error: unknown): void {
  const chain: unknown[] = [];
  for (let cause = error; cause instanceof Error && chain.length < 8; cause = cause.cause) {
    chain.push({ name: cause.name, code: (cause as { code?: unknown }).code, stack: cause.stack });
  }
  logger.error({ event: 'run:failed', errors: chain });
}

function once(call: () => void): () => void {
  let called = false;
  return () => {
    if (!called) call();
    called = true;
  };
}
