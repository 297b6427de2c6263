/** Extract → plan → load. The same command goes on after a stop; `--dry-run` opens nothing that can write. */

import { grouped } from '#src/console/numbers.ts';
import { peakRssBytes } from '#src/journal/runs.ts';
import type { MigrationResult } from '#src/load/request.ts';
import { runMigration } from '#src/load/run-migration.ts';
import { blocks } from '#src/model/finding.ts';
import { PreflightRecord } from '#src/preflight/record.ts';
import type { ReportData } from '#src/report/report-data.ts';
import { makeReconcile } from '#src/verify/reconcile.ts';
import { makeCompareMessages } from '#src/verify/room-deltas.ts';
import { type Blocking, blocking } from './acknowledgements.ts';
import { type CheckedPlan, checkedPlan, overFindings } from './checked-plan.ts';
import { pacingOf } from './pacing.ts';
import { PhaseRecorder } from './phase-recorder.ts';
import { planCounts } from './plan-counts.ts';
import { countsText, findingsText } from './plan-text.ts';
import { countLines, planFacts } from './report-parts.ts';
import { type Resources, withResources } from './resources.ts';
import { untilStopped } from './until-stopped.ts';
import type { Verb, VerbContext, VerbOutcome } from './verb.ts';
import { VERSION } from './version.ts';
import { writeReport } from './write-report.ts';

export const migrateVerb: Verb = {
  name: 'migrate',
  summary: 'loads the source into the target, exactly once; the same command again goes on where it stopped',
  options: [{ flags: '--dry-run', description: 'do everything but write; touches neither target nor journal' }],
  writes: 'target',
  acknowledges: true,
  run: (outer, options) =>
    withResources(async (resources) => {
      const { context, recorder } = PhaseRecorder.on(outer);
      // Nothing has been written yet, so a stop needs no boundary.
      const prepared = await untilStopped(checkedPlan(context, resources), context.stop);
      if (options.dryRun === true) return dryRun(context, prepared);
      if (prepared.refusal !== null) throw prepared.refusal;
      const verdict = blocking(prepared.findings, overFindings(context.acknowledged));
      if (verdict.stopping.length > 0) return blocked(prepared, verdict, {});
      const result = await load(context, resources, prepared, verdict);
      return outcomeOf(context, prepared, result, verdict, recorder);
    }),
};

async function load(
  context: VerbContext,
  resources: Resources,
  prepared: CheckedPlan,
  verdict: Blocking,
): Promise<MigrationResult> {
  const { world, configuration } = context;
  const { plan, source, targetReader, facts, baseline, remembered } = prepared;
  const journal = await resources.open(world.journal());
  await journal.prepare();
  const target = await resources.open(world.target());
  return runMigration({
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
    workDir: configuration.workDir,
    acknowledged: verdict.acknowledged,
    recorded: new PreflightRecord(configuration.workDir).lines(),
    interrupts: world.interrupts,
    progress: context.progress,
    stop: context.stop,
    now: context.now,
  });
}

async function dryRun(context: VerbContext, prepared: CheckedPlan): Promise<VerbOutcome> {
  if (prepared.refusal !== null) throw prepared.refusal;
  const verdict = blocking(prepared.findings, overFindings(context.acknowledged));
  const counted = await planCounts(prepared.plan, prepared.source);
  const data = { counts: counted.counts, countedWhileRunning: counted.countedWhileRunning };
  if (verdict.stopping.length > 0) return blocked(prepared, verdict, { ...data, dryRun: true });
  return {
    exit: 'done',
    findings: prepared.findings,
    nextSteps: ['gc2pc migrate'],
    data: {
      dryRun: true,
      resumed: prepared.remembered !== null,
      planHash: prepared.plan.hash,
      checks: prepared.checks,
      ...data,
      rejectFile: null,
      rowsPerSecond: 0,
      peakRssBytes: peakRssBytes(),
    },
    text: `${countsText(countLines(counted.counts, counted.skippedBy))}\n\nNothing was written.`,
  };
}

function blocked(
  { plan, findings, checks }: CheckedPlan,
  { stopping }: Blocking,
  data: Readonly<Record<string, unknown>>,
): VerbOutcome {
  return {
    exit: 'blocked',
    findings,
    nextSteps: ['gc2pc plan'],
    data: { planHash: plan.hash, resumed: false, checks, ...data },
    text: `${findingsText(stopping)}\n\nNothing was written: settle what blocks, or let it pass with --acknowledge ID=REASON.`,
  };
}

function outcomeOf(
  context: VerbContext,
  prepared: CheckedPlan,
  result: MigrationResult,
  verdict: Blocking,
  recorder: PhaseRecorder,
): VerbOutcome {
  const { exit, counts, skippedBy, phases: _phases, ...facts } = result;
  const lines = countLines(counts, skippedBy);
  const next = exit === 'interrupted' ? 'gc2pc migrate' : 'gc2pc verify';
  const files = writeReport(context.configuration.workDir, 'migrate', {
    title: 'Migration to Persistent Chat',
    runId: context.runId,
    version: VERSION,
    generatedAt: new Date(context.now()).toISOString(),
    verdict: VERDICTS[exit],
    facts: [
      ...planFacts(prepared),
      ['Migration', result.migrationId],
      ['Rows moved by this run', grouped(result.rowsMoved)],
    ],
    counts: lines,
    changes: prepared.plan.changes,
    findings: prepared.findings,
    acknowledged: [...verdict.acknowledged].map(([id, reason]) => ({ id, reason })),
    phases: recorder.lines,
    differences: null,
    lists: [],
    nextSteps: [next],
  });
  return {
    exit,
    findings: prepared.findings,
    nextSteps: [next],
    data: { ...facts, dryRun: false, checks: prepared.checks, counts, skippedBy, ...files },
    text: [
      countsText(lines),
      blocks(prepared.findings) ? 'Blocking findings were acknowledged; the report names the reasons.' : '',
      VERDICTS[exit].sentence,
      result.rejectFile === null ? '' : `Rejected rows: ${result.rejectFile}`,
      `Report: ${files.reportFile}`,
    ]
      .filter(Boolean)
      .join('\n'),
  };
}

const VERDICTS: Readonly<Record<MigrationResult['exit'], ReportData['verdict']>> = {
  done: { word: 'Loaded', tone: 'good', sentence: 'Everything that the plan holds is in the target.' },
  rejects: { word: 'Loaded, with rejects', tone: 'warn', sentence: 'Some rows were rejected; see the reject file.' },
  interrupted: { word: 'Stopped', tone: 'warn', sentence: 'Stopped between two batches; the same command goes on.' },
};
