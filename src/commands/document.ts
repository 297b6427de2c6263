/** The one JSON document of a run: the fields that every verb has, then the verb's own. */

import type { OperatorError } from '#src/model/errors.ts';
import { EXIT } from '#src/model/errors.ts';
import type { VerbOutcome } from './verb.ts';

export interface RunFacts {
  readonly verb: string;
  readonly runId: string;
  readonly durationMs: number;
}

export function documentOf(run: RunFacts, outcome: VerbOutcome): Record<string, unknown> {
  const exitCode = EXIT[outcome.exit].code;
  return {
    verb: run.verb,
    ok: exitCode === 0,
    exitCode,
    runId: run.runId,
    findings: outcome.findings,
    nextSteps: outcome.nextSteps,
    ...outcome.data,
    // Of the whole command: what a verb tells of itself begins later, and ends before.
    durationMs: run.durationMs,
  };
}

/** An error as an outcome: one blocking finding under the error's code, and the commands that help. */
export function failure(
  run: Pick<RunFacts, 'verb'>,
  error: OperatorError,
  nextSteps: readonly string[] = [],
): VerbOutcome {
  return {
    exit: error.exit,
    findings: [{ id: error.code, severity: 'block', subject: run.verb, message: error.message, hint: error.hint }],
    nextSteps,
    data: { error: { code: error.code, message: error.message, hint: error.hint } },
    text: '',
  };
}

/**
 * Big integers as numbers where no digit is lost, else as text; maps as objects.
 * @param hints what becomes of every field `hint`
 */
export function toJson(value: unknown, hints: (hint: string) => string = (hint) => hint): string {
  return JSON.stringify(
    value,
    (key, inner: unknown) => {
      if (key === 'hint' && typeof inner === 'string') return hints(inner);
      if (typeof inner === 'bigint') return Number.isSafeInteger(Number(inner)) ? Number(inner) : inner.toString();
      return inner instanceof Map ? Object.fromEntries(inner) : inner;
    },
    2,
  );
}
