/** One pass of a migration, as `migrate` and `migrate --follow` share it: plan, gates, load. */
import type { MigrationRequest, MigrationResult } from '#src/load/request.ts';
import { PreflightRecord } from '#src/preflight/record.ts';
import { makeReconcile } from '#src/verify/reconcile.ts';
import { makeCompareMessages } from '#src/verify/room-deltas.ts';
import { type Blocking, blocking } from './acknowledgements.ts';
import { type CheckedPlan, checkedPlan, overFindings } from './checked-plan.ts';
import { type MessageWay, messageWay } from './message-way.ts';
import { pacingOf } from './pacing.ts';
import type { Resources } from './resources.ts';
import { untilStopped } from './until-stopped.ts';
import type { VerbContext } from './verb.ts';

export interface Pass {
  readonly prepared: CheckedPlan;
  readonly verdict: Blocking;
  /** Null when blocked: then nothing was written. */
  readonly done: { readonly result: MigrationResult; readonly way: MessageWay } | null;
}

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
  const prepared = await untilStopped(checkedPlan(context, resources), context.stop);
  if (prepared.refusal !== null) throw prepared.refusal;
  const verdict = blocking(prepared.findings, overFindings(context.acknowledged));
  if (verdict.stopping.length > 0) return { prepared, verdict, done: null };
  const way = await messageWay(context);
  const result = await run(await requestOf(context, resources, prepared, verdict, way));
  return { prepared, verdict, done: { result, way } };
}

async function requestOf(
  context: VerbContext,
  resources: Resources,
  prepared: CheckedPlan,
  verdict: Blocking,
  way: MessageWay,
): Promise<MigrationRequest> {
  const { world, configuration } = context;
  const { plan, source, targetReader, facts, baseline, remembered } = prepared;
  const journal = await resources.open(world.journal());
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
    limits: { rows: configuration.load.batchRows, bytes: configuration.load.batchBytes },
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
