/**
 * The main job, start to end, on fixture databases of its own in a fresh folder of the work directory. No configured
 * server is opened, whatever the configuration says; its policies and load settings are the ones rehearsed.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { readCertificates } from '#src/certificate/certificate-files.ts';
import type { Configuration } from '#src/config/configuration.ts';
import { prepareWorkDir, WorkDirUnusable } from '#src/config/work-dir.ts';
import { duration, grouped } from '#src/console/numbers.ts';
import { table } from '#src/console/table.ts';
import { EXIT } from '#src/model/errors.ts';
import type { Finding } from '#src/model/finding.ts';
import { store, type WrittenCertificate } from './certify.ts';
import { SIZE_OPTIONS } from './fixture-create.ts';
import { notRehearsedByRehearse } from './not-rehearsed.ts';
import { rehearsedSettings } from './rehearsal-evidence.ts';
import { REHEARSAL_STAGES, type RehearsalStage } from './rehearsal-stages.ts';
import { rehearsedDirectory, rehearsedWorld } from './rehearse-cutover.ts';
import type { Verb, VerbContext, VerbOutcome } from './verb.ts';

export const rehearseVerb: Verb = {
  name: 'rehearse',
  summary: 'does all of it on fixture databases of its own: no server, no directory, nothing to configure',
  options: SIZE_OPTIONS,
  writes: 'fixtures only',
  run: (context, options) => rehearse(context, options),
};

interface StageResult {
  readonly stage: RehearsalStage;
  readonly outcome: VerbOutcome;
  readonly durationMs: number;
}

async function rehearse(context: VerbContext, options: Readonly<Record<string, unknown>>): Promise<VerbOutcome> {
  const folder = freshFolder(context);
  const configuration = rehearsalConfiguration(context.configuration, folder);
  const stageContext: VerbContext = {
    ...context,
    configuration,
    world: rehearsedWorld(context.world.at(configuration)),
  };
  const results: StageResult[] = [];
  for (const stage of REHEARSAL_STAGES) {
    if (context.stop.aborted) break;
    context.progress({ event: 'note:given', text: `— ${stage.title}` });
    const startedAt = context.now();
    const outcome = await stage.verb.run(
      { ...stageContext, runId: `${context.runId}-${stage.id}` },
      { ...options, ...stage.options },
      [],
    );
    results.push({ stage, outcome, durationMs: context.now() - startedAt });
    if (!goesOn(outcome)) break;
  }
  const summary = summaryOf(folder, results);
  if (!goesOn(summary)) return summary;
  const certificate = certified(context, configuration, results);
  if (certificate === null) return summary;
  return {
    ...summary,
    data: { ...summary.data, certificateFile: certificate.file },
    text: `${summary.text}\nCertificate: ${certificate.file}`,
  };
}

/** What the gate of a real cut-over asks for: the certificate of the rehearsed `verify`, and the cut-over on top. */
function certified(
  context: VerbContext,
  rehearsed: Configuration,
  results: readonly StageResult[],
): WrittenCertificate | null {
  const inner = readCertificates(rehearsed.workDir)[0];
  if (inner?.certificate == null || !inner.intact) return null;
  const { sha256: _sha256, ...content } = inner.certificate;
  const switched = results.filter(({ stage }) => ['cutover', 'rollback'].includes(stage.id));
  return store(context.configuration.workDir, {
    ...content,
    configurationHash: rehearsedSettings(context.configuration),
    rehearsedOn: 'fixtures',
    runId: context.runId,
    finishedAt: new Date(context.now()).toISOString(),
    phases: [
      ...content.phases,
      ...switched.map(({ stage, durationMs }) => ({ phase: stage.id, seconds: durationMs / 1_000, rows: 0 })),
    ],
    notRehearsed: notRehearsedByRehearse(context.configuration),
  });
}

/** Rejected rows are what a nasty source is rehearsed for; the run goes on to prove the rest. */
function goesOn(outcome: VerbOutcome): boolean {
  return outcome.exit === 'done' || outcome.exit === 'rejects';
}

function summaryOf(folder: string, results: readonly StageResult[]): VerbOutcome {
  const failed = results.find(({ outcome }) => !goesOn(outcome));
  const unfinished = failed === undefined && results.length < REHEARSAL_STAGES.length;
  const rejects = results.find(({ outcome }) => outcome.exit === 'rejects');
  const exit = failed?.outcome.exit ?? (unfinished ? 'interrupted' : (rejects?.outcome.exit ?? 'done'));
  const findings = unique(results.flatMap(({ outcome }) => outcome.findings));
  const reportFile = results.map(({ outcome }) => outcome.data.reportFile).findLast((file) => typeof file === 'string');
  return {
    exit,
    findings,
    nextSteps: exit === 'done' || exit === 'rejects' ? ['gc2pc init'] : ['gc2pc rehearse'],
    data: {
      folder,
      reportFile: reportFile ?? null,
      cutover: results.find(({ stage }) => stage.id === 'cutover-again')?.outcome.data ?? null,
      verdict: results.find(({ stage }) => stage.id === 'verify')?.outcome.data.verdict ?? null,
      stages: results.map(({ stage, outcome, durationMs }) => ({
        id: stage.id,
        title: stage.title,
        exitCode: EXIT[outcome.exit].code,
        durationMs,
        data: shortData(outcome.data),
      })),
    },
    text: textOf(results, folder, reportFile as string | undefined, failed ?? null, findings),
  };
}

/** The lists of thousands stay in the files that each stage names. */
function shortData(data: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(data).filter(([key]) => !['changes', 'findings', 'plannedSteps', 'gates'].includes(key)),
  );
}

function textOf(
  results: readonly StageResult[],
  folder: string,
  reportFile: string | undefined,
  failed: StageResult | null,
  findings: readonly Finding[],
): string {
  const rows = results.map(({ stage, outcome, durationMs }) => [
    stage.title,
    EXIT[outcome.exit].meaning,
    duration(durationMs),
  ]);
  const warnings = findings.filter((finding) => finding.severity === 'warn').length;
  return [
    '',
    table([{ title: 'what was rehearsed' }, { title: 'how it ended' }, { title: 'time', align: 'right' }], rows),
    '',
    failed === null
      ? 'A Group Chat database was made up, taken into an empty Persistent Chat database, and compared with it row by row; then the cut-over was done, undone, and done again on a directory in a file.'
      : `The rehearsal stopped at "${failed.stage.title}":\n${failed.outcome.text}`,
    warnings === 0
      ? ''
      : `${grouped(warnings)} things change on the way (longer names, lost rights, …): the report lists each with its reason.`,
    `Databases, log and rejects: ${folder}`,
    reportFile === undefined ? '' : `Open the report in a browser: ${reportFile}`,
  ]
    .filter((line, at) => line !== '' || at < 3)
    .join('\n');
}

function unique(findings: readonly Finding[]): Finding[] {
  const seen = new Map(findings.map((finding) => [`${finding.id}/${finding.subject}/${finding.message}`, finding]));
  return [...seen.values()];
}

function freshFolder(context: VerbContext): string {
  const folder = join(context.configuration.workDir, `rehearsal-${context.runId}`);
  prepareWorkDir(context.configuration.workDir, context.runId);
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (cause) {
    throw new WorkDirUnusable(context.configuration.workDir, cause);
  }
  return folder;
}

function rehearsalConfiguration(configuration: Configuration, folder: string): Configuration {
  return {
    ...configuration,
    source: { engine: 'sqlite', file: join(folder, 'groupchat-2010.sqlite') },
    target: { engine: 'sqlite', file: join(folder, 'persistentchat-2013.sqlite') },
    // Filters name rooms of the real source; none of them is in a made-up one.
    filter: { ...configuration.filter, categories: [], rooms: [] },
    workDir: folder,
    ...rehearsedDirectory(configuration, folder),
  };
}
