/** Extract → plan → load. The same command goes on after a stop; `--dry-run` opens nothing that can write. */

import { grouped } from '#src/console/numbers.ts';
import { peakRssBytes } from '#src/journal/runs.ts';
import { DeltaCount } from '#src/load/delta.ts';
import { foreseeMigration } from '#src/load/foresee-migration.ts';
import type { MigrationResult } from '#src/load/request.ts';
import { runMigration } from '#src/load/run-migration.ts';
import { blocks } from '#src/model/finding.ts';
import type { ReportData } from '#src/report/report-data.ts';
import { type Blocking, blocking } from './acknowledgements.ts';
import { batchLimits } from './batch-limits.ts';
import { type CheckedPlan, checkedPlan, overFindings } from './checked-plan.ts';
import { deltaText } from './delta-text.ts';
import { estimatedSeconds } from './estimate-file.ts';
import { follow } from './follow.ts';
import { followedOutcome } from './followed-outcome.ts';
import { type MessageWay, wayText } from './message-way.ts';
import { migratePass, type Pass } from './migrate-pass.ts';
import { PhaseRecorder } from './phase-recorder.ts';
import { countsText, findingsText } from './plan-text.ts';
import { countLines, planFacts } from './report-parts.ts';
import { type Resources, withResources } from './resources.ts';
import type { Unchanged } from './unchanged-pass.ts';
import { untilStopped } from './until-stopped.ts';
import type { Verb, VerbContext, VerbOutcome } from './verb.ts';
import { VERSION } from './version.ts';
import { writeReport } from './write-report.ts';

export const migrateVerb: Verb = {
  name: 'migrate',
  summary:
    'loads the source into the target, exactly once; the same command again goes on, and carries over what changed',
  options: [
    { flags: '--dry-run', description: 'everything but writing: reads and translates the whole source, and counts' },
    { flags: '--follow', description: 'pass after pass, until it is told to stop (Ctrl-C)' },
  ],
  writes: 'target',
  refuses: ({ dryRun, follow }) => (dryRun === true && follow === true ? 'A dry run makes one pass.' : null),
  run: async (outer, options) => {
    if (options.follow === true) return followedOutcome(await follow(outer));
    const { context, recorder } = PhaseRecorder.on(outer);
    return withResources(async (resources) => {
      if (options.dryRun === true)
        return dryRun(context, resources, await untilStopped(checkedPlan(context, resources), context.stop));
      const pass = await migratePass(context, resources, runMigration);
      return outcomeOf(context, pass, recorder);
    });
  },
};

function outcomeOf(context: VerbContext, pass: Pass, recorder: PhaseRecorder): VerbOutcome {
  if (pass.ended === 'unchanged') return unchangedOutcome(pass.unchanged);
  const { prepared, verdict } = pass;
  if (pass.ended === 'blocked') return blocked(prepared, verdict, {});
  return loadedOutcome(context, prepared, pass.result, verdict, recorder, pass.way);
}

/** What the last complete pass told still holds. */
function unchangedOutcome({ told, findings }: Unchanged): VerbOutcome {
  const { exit, counts, skippedBy, ...facts } = told;
  const moved = { rowsMoved: 0, rowsInServer: 0, rowsPerSecond: 0, delta: new DeltaCount().delta };
  const nothing = { resumed: true, estimated: null, ...moved };
  return {
    exit,
    findings,
    nextSteps: ['gc2pc verify'],
    data: { ...facts, ...nothing, dryRun: false, unchanged: true, counts, skippedBy, peakRssBytes: peakRssBytes() },
    text: [
      countsText(countLines(counts, skippedBy)),
      'Nothing has changed since the last complete pass; nothing was written.',
      told.rejectFile === null ? '' : `Rejected rows: ${told.rejectFile}`,
    ]
      .filter(Boolean)
      .join('\n'),
  };
}

/** The whole transform over the whole source, so that what the load would reject is known before it. */
async function dryRun(context: VerbContext, resources: Resources, prepared: CheckedPlan): Promise<VerbOutcome> {
  const { plan, facts, remembered, source, findings, checks } = prepared;
  if (prepared.refusal !== null) throw prepared.refusal;
  const verdict = blocking(findings, overFindings(context.acknowledged));
  if (verdict.stopping.length > 0) return blocked(prepared, verdict, { dryRun: true });
  const { configuration, progress, stop, now } = context;
  const journal = await resources.open(context.world.journalReader());
  const limits = batchLimits(configuration);
  const request = { plan, facts, remembered, source, journal, limits, progress, stop, now };
  const { exit, counts, skippedBy, resumed, messagesLeft } = await foreseeMigration(request);
  return {
    // Rejects that are foreseen have not happened: they are counts here, and an exit code of the run that has them.
    exit: exit === 'interrupted' ? exit : 'done',
    findings,
    nextSteps: [exit === 'interrupted' ? 'gc2pc migrate --dry-run' : 'gc2pc migrate'],
    data: {
      dryRun: true,
      resumed,
      planHash: plan.hash,
      checks,
      counts,
      skippedBy,
      messagesLeft,
      rejectFile: null,
      rowsPerSecond: 0,
      peakRssBytes: peakRssBytes(),
    },
    text: `${countsText(countLines(counts, skippedBy))}\n\nNothing was written.`,
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

function loadedOutcome(
  context: VerbContext,
  prepared: CheckedPlan,
  result: MigrationResult,
  verdict: Blocking,
  recorder: PhaseRecorder,
  way: MessageWay,
): VerbOutcome {
  const { exit, counts, skippedBy, phases: _phases, ...facts } = result;
  const lines = countLines(counts, skippedBy);
  const next = exit === 'interrupted' ? 'gc2pc migrate' : 'gc2pc verify';
  const files = writeReport(context, 'migrate', {
    title: 'Migration to Persistent Chat',
    runId: context.runId,
    version: VERSION,
    generatedAt: new Date(context.now()).toISOString(),
    verdict: VERDICTS[exit],
    facts: [
      ...planFacts(prepared),
      ['Migration', result.migrationId],
      ['Rows moved by this run', grouped(result.rowsMoved)],
      ['Changed in the target', deltaText(result.delta)],
      ['Way of the messages', wayText(way)],
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
    data: {
      ...facts,
      path: { messages: way.path, reason: way.reason },
      dryRun: false,
      unchanged: false,
      estimated: result.resumed ? null : estimatedSeconds(context.configuration.workDir, result.planHash),
      checks: prepared.checks,
      counts,
      skippedBy,
      ...files,
    },
    text: [
      countsText(lines),
      blocks(prepared.findings) ? 'Blocking findings were acknowledged; the report names the reasons.' : '',
      `In this pass: ${deltaText(result.delta)}.`,
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
