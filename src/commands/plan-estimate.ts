/**
 * `plan --estimate`: samples the servers for a bounded time, through connections that cannot write, and tells how long the
 * migration takes, what room it needs on the target, and whether it fits the window.
 */
import { Deadline, type SamplingClock } from '#src/estimate/deadline.ts';
import {
  type EstimatedPhase,
  estimatePhases,
  fitsWindow,
  type PhaseEstimate,
  totalSeconds,
} from '#src/estimate/estimate.ts';
import type { Range } from '#src/estimate/range.ts';
import { readingCost } from '#src/estimate/reading-cost.ts';
import { sampleMarks } from '#src/estimate/sample-marks.ts';
import { type MessageSample, sampleMessages } from '#src/estimate/sample-messages.ts';
import { type SpaceEstimate, spaceOnTarget } from '#src/estimate/space.ts';
import type { TablePlan } from '#src/model/plan.ts';
import { REPLICATION_SECONDS } from './cutover-context.ts';
import { measuredRates } from './measured-rates.ts';
import type { PreparedPlan } from './prepare-plan.ts';
import type { Resources } from './resources.ts';
import { messageSize, REAL_CLOCK, recoveryModelOf, type SampledTable, sampledTables } from './target-sizes.ts';
import type { VerbContext } from './verb.ts';

export interface Estimate {
  readonly phases: readonly PhaseEstimate[];
  readonly totalSeconds: Range;
  readonly targetBytes: SpaceEstimate;
  readonly window: { readonly hours: number | null; readonly fits: boolean | null };
  readonly sampled: {
    readonly messages: number;
    readonly rounds: number;
    readonly seconds: number;
    /** Reading at the configured concurrency; null where nothing was read. */
    readonly messagesPerSecond: number | null;
    /** Average of a message's text on the target, bytes; null where nothing was read. */
    readonly contentBytes: number | null;
  };
}

/** A page as a load reads it, but not so large that one of them takes the whole time. */
const PAGE_ROWS = 2_000;
const PAGE_BYTES = 1 << 20;
/** Of the time: tables that are read row by row, and marks. The rest goes to messages. */
const TABLES_SHARE = 0.2;
const MARKS_SHARE = 0.2;

export interface EstimateRequest {
  readonly prepared: PreparedPlan;
  /** Messages that the plan would write. */
  readonly messages: number;
  readonly prepareSeconds: number;
  readonly sampleSeconds: number;
}

export async function estimate(
  context: VerbContext,
  resources: Resources,
  request: EstimateRequest,
  clock: SamplingClock = REAL_CLOCK,
): Promise<Estimate> {
  const { prepared, messages, sampleSeconds } = request;
  const { configuration } = context;
  const { plan, source } = prepared;
  const { concurrency, batchRows, batchBytes } = configuration.load;
  const startedAt = clock.now();
  const tables = await sampledTables(context, prepared, new Deadline(clock, sampleSeconds * 1_000 * TABLES_SHARE));
  const pageRows = Math.min(batchRows, PAGE_ROWS);
  const sample = await sampleMessages({
    source,
    plan,
    concurrency,
    messages,
    limits: { rows: pageRows, bytes: Math.min(batchBytes, PAGE_BYTES) },
    budgetMs: Math.max(0, startedAt + sampleSeconds * 1_000 * (1 - MARKS_SHARE) - clock.now()),
    clock,
    stop: context.stop,
  });
  const markRounds = await sampleMarks({
    marks: await resources.open(context.world.marks('source')),
    plan,
    budgetMs: Math.max(0, startedAt + sampleSeconds * 1_000 - clock.now()),
    clock,
    stop: context.stop,
  });
  const seconds = (clock.now() - startedAt) / 1_000;
  const journal = await resources.open(context.world.journalReader());
  const phases = estimatePhases({
    rounds: sample.rounds,
    markRounds,
    messages,
    rooms: plan.rooms.filter(({ bounds, left }) => bounds !== null && left === null).length,
    pageRows,
    structure: rowsOf(tables, 'structure'),
    counters: rowsOf(tables, 'counters'),
    prepareSeconds: request.prepareSeconds,
    measured: await measuredRates(journal, configuration.workDir, prepared.facts.target),
    maxRowsPerSecond: configuration.load.maxRowsPerSecond,
    quietIntervalSeconds: configuration.cutover.quietIntervalSeconds,
    agreementSeconds: REPLICATION_SECONDS,
  });
  const total = totalSeconds(phases);
  const recoveryModel = await recoveryModelOf(context);
  const sizes = [...tables.map(({ size }) => size), messageSize(sample, messages)];
  const cost = readingCost(sample.rounds);
  const { windowHours: hours } = configuration;
  return {
    phases,
    totalSeconds: total,
    targetBytes: spaceOnTarget(sizes, { recoveryModel, concurrency, batchRows, batchBytes }),
    window: { hours, fits: fitsWindow(total, hours) },
    sampled: {
      messages: sample.read,
      rounds: sample.rounds.length,
      seconds,
      messagesPerSecond: cost === null || cost.msPerRow === 0 ? null : Math.round(1_000 / cost.msPerRow),
      contentBytes: sample.written === 0 ? null : contentBytes(sample) / sample.written,
    },
  };
}

/** Of the phases that are left once everything was loaded and verified before the window. */
export function insideWindow(phases: readonly PhaseEstimate[]): Range {
  const inside = new Set<EstimatedPhase>(['finalDelta', 'cutover']);
  return totalSeconds(phases.filter(({ phase }) => inside.has(phase)));
}

function rowsOf(tables: readonly SampledTable[], phase: TablePlan['phase']): { rows: number; tables: number } {
  const own = tables.filter(({ plan }) => plan.phase === phase);
  return { rows: own.reduce((sum, { size }) => sum + size.rows, 0), tables: own.length };
}

function contentBytes({ insideBytes, outside }: MessageSample): number {
  return insideBytes + outside.bytes;
}
