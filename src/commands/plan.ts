/** The what-if: everything old → new, each lossy case, the plan hash. Writes nothing but its report. */
import type { Finding } from '#src/model/finding.ts';
import type { ReportData } from '#src/report/report-data.ts';
import { type Blocking, blocking } from './acknowledgements.ts';
import { keepEstimate } from './estimate-file.ts';
import { PhaseRecorder } from './phase-recorder.ts';
import { type PlanCounts, planCounts } from './plan-counts.ts';
import { type Estimate, estimate } from './plan-estimate.ts';
import { estimateFindings, estimateList, estimateText } from './plan-estimate-text.ts';
import { changesText, countsText, findingsText, lossyCounts } from './plan-text.ts';
import { type PreparedPlan, preparePlan } from './prepare-plan.ts';
import { countLines, planFacts } from './report-parts.ts';
import { type Resources, withResources } from './resources.ts';
import type { Verb, VerbContext, VerbOutcome } from './verb.ts';
import { VERSION } from './version.ts';
import { writeReport } from './write-report.ts';

/** Long enough for a spread, short enough to wait for. */
const DEFAULT_SAMPLE_SECONDS = 20;

export const planVerb: Verb = {
  name: 'plan',
  summary: 'shows what a migration would do: every category, room, principal and add-in, old and new, each lossy case',
  options: [
    {
      flags: '--estimate',
      description: 'read samples from the servers: how long, how much space, does it fit the window',
    },
    {
      flags: '--sample-seconds <seconds>',
      description: `how long to sample at most (default ${DEFAULT_SAMPLE_SECONDS})`,
      number: { min: 1, max: 3_600 },
    },
  ],
  stopsAtOnce: true,
  refuses: ({ estimate: wanted, sampleSeconds }) =>
    sampleSeconds !== undefined && wanted !== true ? '--sample-seconds belongs to --estimate.' : null,
  run: (context, options) =>
    withResources((resources) => {
      const wanted = {
        estimate: options.estimate === true,
        seconds: Number(options.sampleSeconds ?? DEFAULT_SAMPLE_SECONDS),
      };
      return planned(context, resources, wanted);
    }),
};

async function planned(
  outer: VerbContext,
  resources: Resources,
  wanted: { readonly estimate: boolean; readonly seconds: number },
): Promise<VerbOutcome> {
  const { context, recorder } = PhaseRecorder.on(outer);
  const prepared = await preparePlan(context, resources);
  const prepareMs = recorder.lines.reduce((sum, { durationMs }) => sum + durationMs, 0);
  const { plan } = prepared;
  const counted = await planCounts(plan, prepared.source);
  const estimated = wanted.estimate
    ? await estimate(context, resources, {
        prepared,
        messages: counted.counts.messages?.written ?? 0,
        prepareSeconds: prepareMs / 1_000,
        sampleSeconds: wanted.seconds,
      })
    : null;
  const findings = [
    ...prepared.findings,
    ...refusalFinding(prepared),
    ...(estimated === null ? [] : estimateFindings(estimated)),
  ];
  const verdict = blocking(findings, context.acknowledged);
  const lines = countLines(counted.counts, counted.skippedBy);
  const blocked = verdict.stopping.length > 0;
  const data = reportData(context, prepared, { findings, verdict, counted, recorder, estimated });
  const files = writeReport(context, 'plan', data);
  if (estimated !== null) keepEstimate(context.configuration.workDir, plan.hash, estimated.phases);
  return {
    exit: blocked ? 'blocked' : 'done',
    findings,
    nextSteps: data.nextSteps,
    data: {
      planHash: plan.hash,
      ruleVersion: plan.ruleVersion,
      counts: counted.counts,
      skippedBy: counted.skippedBy,
      countedWhileRunning: counted.countedWhileRunning,
      lossy: lossyCounts(findings),
      changes: plan.changes,
      ...(estimated === null ? {} : { estimate: estimated }),
      ...files,
    },
    text: [
      countsText(lines),
      changesText(plan.changes),
      findingsText(findings),
      ...(estimated === null ? [] : [estimateText(estimated)]),
      `Plan ${plan.hash}\nReport ${files.reportFile}`,
    ].join('\n\n'),
  };
}

/** What would stop `migrate` because the migration has begun otherwise is, for a what-if, one more block. */
function refusalFinding({ refusal }: PreparedPlan): Finding[] {
  if (refusal === null) return [];
  return [{ id: refusal.code, severity: 'block', subject: 'migration', message: refusal.message, hint: refusal.hint }];
}

function reportData(
  context: VerbContext,
  prepared: PreparedPlan,
  made: {
    findings: readonly Finding[];
    verdict: Blocking;
    counted: PlanCounts;
    recorder: PhaseRecorder;
    estimated: Estimate | null;
  },
): ReportData {
  const { findings, verdict, counted, recorder, estimated } = made;
  const blocked = verdict.stopping.length > 0;
  return {
    title: 'Plan of a Persistent Chat migration',
    runId: context.runId,
    version: VERSION,
    generatedAt: new Date(context.now()).toISOString(),
    verdict: blocked
      ? { word: 'Blocked', tone: 'bad', sentence: `${verdict.stopping.length} finding(s) must be settled first.` }
      : { word: 'Ready', tone: 'good', sentence: 'Nothing stands in the way of migrate.' },
    facts: planFacts(prepared),
    counts: countLines(counted.counts, counted.skippedBy),
    changes: prepared.plan.changes,
    findings,
    acknowledged: [...verdict.acknowledged].map(([id, reason]) => ({ id, reason })),
    phases: recorder.lines,
    differences: null,
    lists: estimated === null ? [] : estimateList(estimated),
    nextSteps: [blocked ? 'gc2pc plan' : 'gc2pc migrate'],
  };
}
