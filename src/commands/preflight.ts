/** Every named check of the deployment, the source's data and the target, side by side. Nothing is written to a server. */
import { join } from 'node:path';
import { table } from '#src/console/table.ts';
import { OperatorError } from '#src/model/errors.ts';
import { ALL_CHECKS } from '#src/preflight/all-checks.ts';
import type { Check, CheckOutcome } from '#src/preflight/check.ts';
import { PreflightRecord, RECORD_FILE } from '#src/preflight/record.ts';
import { runChecks } from '#src/preflight/run-checks.ts';
import { findingsOf, usedAcknowledgements } from '#src/preflight/verdict.ts';
import { UsageRefused } from './command-errors.ts';
import { preflightFacts } from './preflight-facts.ts';
import { preflightHash } from './preflight-hash.ts';
import { sawNothing, todoLines } from './preflight-todo.ts';
import { type Resources, withResources } from './resources.ts';
import type { Verb, VerbContext, VerbOutcome } from './verb.ts';

/** Hundreds of millions of messages, read once. */
const THOROUGH_TIMEOUT_MS = 86_400_000;

/** How long a check may take, and how long a server may take to let us in, in milliseconds; undefined = as it should be. */
export interface Patience {
  readonly timeoutMs?: number;
  readonly openingMs?: number;
}

export const preflightVerb: Verb = preflightWith({});

export function preflightWith(patience: Patience): Verb {
  return {
    name: 'preflight',
    summary: 'looks at every requirement of the deployment, the source’s data and the target, and says what to do',
    options: [
      { flags: '--only <ids>', description: 'only these checks, e.g. D19,S03; repeatable', repeatable: true },
      { flags: '--skip <ids>', description: 'all checks but these; repeatable', repeatable: true },
      { flags: '--thorough', description: 'read every message of the source instead of a sample' },
      { flags: '--list', description: 'name the checks and look at nothing' },
    ],
    stopsAtOnce: true,
    run: (context, options) => {
      const chosen = selection(idsOf(options.only), idsOf(options.skip));
      if (options.list === true) return Promise.resolve(listed(chosen));
      return withResources((resources) =>
        looked(context, resources, chosen, { ...patience, thorough: options.thorough === true }),
      );
    },
  };
}

interface Selection {
  readonly checks: readonly Check[];
  /** Ids that were left out on purpose. */
  readonly skipped: readonly string[];
}

/** @throws UsageRefused for an id that no check has */
function selection(only: readonly string[] | null, skip: readonly string[] | null): Selection {
  const ids = new Set(ALL_CHECKS.map(({ id }) => id));
  for (const id of [...(only ?? []), ...(skip ?? [])]) {
    if (!ids.has(id)) throw new UsageRefused(`There is no check ${id}.`, 'See "gc2pc preflight --list".');
  }
  const checks = ALL_CHECKS.filter(({ id }) => (only?.includes(id) ?? true) && !(skip?.includes(id) ?? false));
  const kept = new Set(checks.map(({ id }) => id));
  return { checks, skipped: [...ids].filter((id) => !kept.has(id)) };
}

/** `D19,S03` and repeated options alike; null when the option was not given. */
function idsOf(given: unknown): readonly string[] | null {
  if (!Array.isArray(given)) return null;
  const ids = (given as string[]).flatMap((text) => text.split(',')).map((id) => id.trim().toUpperCase());
  return ids.filter(Boolean);
}

function listed({ checks, skipped }: Selection): VerbOutcome {
  const outcomes = checks.map(
    ({ id, title, requirement, source, severity, endangers, manual }): CheckOutcome => ({
      id,
      title,
      requirement,
      source,
      severity,
      endangers,
      result: 'unknown',
      looked: 'listed only, not looked at',
      hint: manual,
    }),
  );
  return {
    exit: 'done',
    findings: [],
    nextSteps: ['gc2pc preflight'],
    data: { checks: outcomes, skipped, listed: true },
    text: table(
      [{ title: 'id' }, { title: 'severity' }, { title: 'requirement' }],
      checks.map((check) => [check.id, check.severity, check.title]),
    ),
  };
}

async function looked(
  context: VerbContext,
  resources: Resources,
  chosen: Selection,
  { thorough, openingMs, timeoutMs }: Patience & { readonly thorough: boolean },
): Promise<VerbOutcome> {
  const startedAt = context.now();
  context.progress({ event: 'phase:started', phase: 'preflight', rowsExpected: null });
  const facts = preflightFacts(context, resources, { thorough, ...(openingMs === undefined ? {} : { openingMs }) });
  const outcomes = await runChecks(chosen.checks, facts, {
    stop: context.stop,
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(thorough ? { readingTimeoutMs: THOROUGH_TIMEOUT_MS } : {}),
  });
  context.progress({ event: 'phase:finished', phase: 'preflight', rows: 0, durationMs: context.now() - startedAt });
  const used = usedAcknowledgements(outcomes, context.acknowledged);
  const kept = await remember(context, outcomes, used);
  const findings = findingsOf(outcomes, used);
  const blocked = findings.some(({ severity }) => severity === 'block');
  return {
    exit: blocked ? 'blocked' : 'done',
    findings,
    nextSteps: stepsAfter(blocked, chosen.skipped.length === 0 && sawNothing(context, outcomes)),
    data: {
      checks: outcomes,
      skipped: chosen.skipped,
      summary: summary(outcomes),
      acknowledged: [...used].map(([id, reason]) => ({ id, reason })),
      acknowledgementsJournaled: kept && used.size > 0,
      recordFile: kept ? join(context.configuration.workDir, RECORD_FILE) : null,
    },
    text: textOf(outcomes, used, kept),
  };
}

function stepsAfter(blocked: boolean, blind: boolean): string[] {
  if (blocked) return ['gc2pc preflight'];
  return blind ? ['gc2pc doctor', 'gc2pc preflight'] : ['gc2pc plan'];
}

/** Into the work directory, from where `migrate` takes it into the journal; false where it cannot be kept. */
async function remember(
  { configuration, now }: VerbContext,
  outcomes: readonly CheckOutcome[],
  used: ReadonlyMap<string, string>,
): Promise<boolean> {
  const record = new PreflightRecord(configuration.workDir);
  try {
    await record.keep(preflightHash(configuration), outcomes, now());
    await record.acknowledge(used, now());
    return true;
  } catch (error) {
    // What pre-flight found must be told whether or not it can be kept.
    if (error instanceof OperatorError) return false;
    throw error;
  }
}

function summary(outcomes: readonly CheckOutcome[]): Record<CheckOutcome['result'], number> {
  const counts = { pass: 0, warn: 0, block: 0, unknown: 0, 'not-applicable': 0 };
  for (const { result } of outcomes) counts[result] += 1;
  return counts;
}

function textOf(outcomes: readonly CheckOutcome[], used: ReadonlyMap<string, string>, kept: boolean): string {
  const rows = outcomes.map(({ id, result, title, looked: seen }) => [
    id,
    used.has(id) ? 'acknowledged' : result,
    title,
    seen,
  ]);
  const list = table(
    [{ title: 'id' }, { title: 'result' }, { title: 'check', max: 60 }, { title: 'looked', max: 90 }],
    rows,
  );
  const todo = todoLines(outcomes.filter(({ id }) => !used.has(id)));
  const counts = Object.entries(summary(outcomes)).map(([result, count]) => `${count} ${result}`);
  const reasons = [...used].map(([id, reason]) => `${id} acknowledged: ${reason}`);
  const lost = kept ? '' : 'What was found could not be kept in the work directory; the cut-over will look again.';
  return [list, todo.join('\n'), reasons.join('\n'), counts.join(', '), lost].filter(Boolean).join('\n\n');
}
