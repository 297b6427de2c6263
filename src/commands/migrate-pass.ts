/** One pass of a migration, as `migrate` and `migrate --follow` share it: plan, gates, load. */
import type { JournalPort } from '#src/journal/journal-port.ts';
import { readLock } from '#src/journal/lock.ts';
import type { MigrationRequest, MigrationResult } from '#src/load/request.ts';
import { PreflightRecord } from '#src/preflight/record.ts';
import { openRangeMemory } from '#src/verify/range-memory.ts';
import { makeReconcile } from '#src/verify/reconcile.ts';
import { makeCompareMessages } from '#src/verify/room-deltas.ts';
import { type Blocking, blocking } from './acknowledgements.ts';
import { batchLimits } from './batch-limits.ts';
import { type CheckedPlan, checkedPlan, overFindings } from './checked-plan.ts';
import { giveBackGrown } from './give-back.ts';
import { type MessageWay, messageWay } from './message-way.ts';
import { pacingOf } from './pacing.ts';
import type { Resources } from './resources.ts';
import { type Begin, keepBegin, keepPass, type Look, lookForChanges, type Unchanged } from './unchanged-pass.ts';
import { untilStopped } from './until-stopped.ts';
import type { VerbContext } from './verb.ts';

export type Pass =
  /** Nothing has changed since the last complete one: no plan was made, and nothing was written. */
  | { readonly ended: 'unchanged'; readonly unchanged: Unchanged }
  /** Nothing was written. */
  | { readonly ended: 'blocked'; readonly prepared: CheckedPlan; readonly verdict: Blocking }
  | {
      readonly ended: 'loaded';
      readonly prepared: CheckedPlan;
      readonly verdict: Blocking;
      readonly result: MigrationResult;
      readonly way: MessageWay;
    };

/**
 * @param run what runs the load: by itself, or within a session that goes on
 * @throws OperatorError: refused, locked, unreachable; Stopped while nothing has been written yet
 */
export async function migratePass(
  context: VerbContext,
  resources: Resources,
  run: (request: MigrationRequest) => Promise<MigrationResult>,
): Promise<Pass> {
  // Nothing has been written yet, so a stop needs no boundary.
  warmUp(context, resources);
  const look = await untilStopped(lookForChanges(context, resources), context.stop);
  try {
    return look.unchanged === null
      ? await wholePass(context, resources, run, look)
      : { ended: 'unchanged', unchanged: look.unchanged };
  } finally {
    await look.leave();
  }
}

/** The source is read in any case, and its first answer takes as long as the target's. What fails will fail again. */
function warmUp({ world }: VerbContext, resources: Resources): void {
  const warm = resources.open(world.source()).then((source) => source.catalogue());
  warm.catch(() => {});
}

async function wholePass(
  context: VerbContext,
  resources: Resources,
  run: (request: MigrationRequest) => Promise<MigrationResult>,
  look: Look,
): Promise<Pass> {
  const { journal, beside } = askMeanwhile(context, resources, look);
  const prepared = await untilStopped(checkedPlan(context, resources), context.stop);
  if (prepared.refusal !== null) throw prepared.refusal;
  const verdict = blocking(prepared.findings, overFindings(context.acknowledged));
  if (verdict.stopping.length > 0) return { ended: 'blocked', prepared, verdict };
  const way = await messageWay(context, beside);
  const begin = await untilStopped(look.begin(prepared.plan, way.path), context.stop);
  const ready = { journal: await journal, prepared, verdict, way, begin };
  const result = await run(await requestOf(context, resources, ready));
  giveBackGrown();
  await keepPass(context, resources, begin, result, prepared.findings);
  return { ended: 'loaded', prepared, verdict, result, way };
}

/**
 * What waits for servers and depends on no plan: the first answers of a session take their time. Nothing is written; what
 * fails is thrown where it is awaited.
 */
function askMeanwhile({ configuration, world }: VerbContext, resources: Resources, look: Look) {
  const journal = resources.open(world.journal());
  const beside = configuration.load.path === 'wire' ? null : journal.then(() => world.beside());
  journal.catch(() => {});
  // Where a run goes on, its session has looked into the journal once before it is waited for.
  const looked = Promise.resolve(beside).then(async () => readLock(await journal, ''));
  looked.catch(() => {});
  beside?.then(({ possible }) => (possible ? look.readAhead() : undefined)).catch(() => {});
  return { journal, beside };
}

interface Ready {
  readonly journal: JournalPort;
  readonly prepared: CheckedPlan;
  readonly verdict: Blocking;
  readonly way: MessageWay;
  readonly begin: Begin;
}

async function requestOf(
  context: VerbContext,
  resources: Resources,
  { journal, prepared, verdict, way, begin: { source: seen, copied } }: Ready,
): Promise<MigrationRequest> {
  const { world, configuration } = context;
  const { plan, source, targetReader, facts, baseline, remembered } = prepared;
  await journal.prepare();
  const target = await resources.open(world.target(way.beside));
  return {
    runId: context.runId,
    plan,
    facts,
    baseline,
    remembered,
    source,
    target,
    targetReader,
    journal,
    reconcile: makeReconcile({ source, reader: targetReader, target }, plan),
    compareMessages: makeCompareMessages({ source, reader: targetReader }, plan),
    memory:
      seen === null || seen.ranges === null
        ? null
        : await openRangeMemory({ journal, migrationId: seen.migrationId, plan, marks: seen.ranges }),
    copied,
    begins: (transaction) => keepBegin(transaction, seen, context.now()),
    limits: batchLimits(configuration),
    concurrency: configuration.load.concurrency,
    pacing: await pacingOf(context, resources),
    serverPath: way.beside !== null,
    workDir: configuration.workDir,
    acknowledged: verdict.acknowledged,
    recorded: new PreflightRecord(configuration.workDir).lines(),
    interrupts: world.interrupts,
    progress: context.progress,
    stop: context.stop,
    now: context.now,
  };
}
