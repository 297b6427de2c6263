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
import { EXIT, type ExitName } from '#src/model/errors.ts';
import type { Finding } from '#src/model/finding.ts';
import { NO_FILTER } from '#src/model/policies.ts';
import { store, type WrittenCertificate } from './certify.ts';
import { SIZE_OPTIONS } from './fixture-create.ts';
import { giveBack } from './give-back.ts';
import { notRehearsedByRehearse } from './not-rehearsed.ts';
import { rehearsedSettings } from './rehearsal-evidence.ts';
import { goesOn, REHEARSAL_STAGES, type RehearsalStage } from './rehearsal-stages.ts';
import { rehearsedDirectory } from './rehearse-cutover.ts';
import { saidOptions } from './said-options.ts';
import { errorOf } from './stage-errors.ts';
import { ToldOnce } from './told-once.ts';
import type { Verb, VerbContext, VerbOutcome } from './verb.ts';

export const rehearseVerb: Verb = {
  name: 'rehearse',
  summary: 'does all of it on fixture databases of its own: no server, no directory, nothing to configure',
  options: SIZE_OPTIONS,
  writes: 'fixtures only',
  onceStopped: 'Run the same command again; it begins anew, in another folder.',
  run: (context, options) => rehearse(context, options),
};

/** Told once, of the last cut-over. */
const LONG: ReadonlySet<string> = new Set(['plannedSteps', 'gates']);

/** What is told of a stage at the end. */
interface StageResult {
  readonly stage: RehearsalStage;
  readonly exit: ExitName;
  readonly data: Readonly<Record<string, unknown>>;
  /** What it said; empty where it went well. */
  readonly trouble: string;
  readonly durationMs: number;
}

async function rehearse(context: VerbContext, options: Readonly<Record<string, unknown>>): Promise<VerbOutcome> {
  const folder = freshFolder(context);
  const configuration = rehearsalConfiguration(context.configuration, folder);
  const results: StageResult[] = [];
  const told = new ToldOnce();
  for (const stage of REHEARSAL_STAGES) {
    if (context.stop.aborted) break;
    context.progress({ event: 'note:given', text: `— ${stage.title}` });
    const result = await staged({ ...context, configuration }, stage, options, told);
    results.push(result);
    // What a stage has told came as one large message.
    giveBack();
    if (!goesOn(result.exit)) break;
  }
  const again = `gc2pc rehearse${saidOptions(SIZE_OPTIONS, options)}`;
  const summary = summaryOf(folder, results, told.findings(), again);
  if (!goesOn(summary.exit)) return summary;
  const certificate = certified(context, configuration, results);
  if (certificate === null) return summary;
  return {
    ...summary,
    data: { ...summary.data, certificateFile: certificate.file },
    text: `${summary.text}\nCertificate: ${certificate.file}`,
  };
}

/** In a process of its own. */
async function staged(
  context: VerbContext,
  stage: RehearsalStage,
  options: Readonly<Record<string, unknown>>,
  told: ToldOnce,
): Promise<StageResult> {
  const { configuration, acknowledged, chosen, progress, stop, world } = context;
  const startedAt = context.now();
  const runId = `${context.runId}-${stage.id}`;
  const order = { stage: stage.id, runId, configuration, acknowledged, chosen, options };
  const end = await world.stages().run(order, progress, stop);
  if (!('outcome' in end)) throw errorOf(end, stage.title);
  const { exit, data, findings, trouble } = end.outcome;
  told.add(findings);
  return { stage, exit, data, trouble, durationMs: context.now() - startedAt };
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

/** @param again the command that begins anew */
function summaryOf(
  folder: string,
  results: readonly StageResult[],
  findings: readonly Finding[],
  again: string,
): VerbOutcome {
  const failed = results.find(({ exit }) => !goesOn(exit));
  const unfinished = failed === undefined && results.length < REHEARSAL_STAGES.length;
  const rejects = results.find((result) => result.exit === 'rejects');
  const exit = failed?.exit ?? (unfinished ? 'interrupted' : (rejects?.exit ?? 'done'));
  const reportFile = results.map(({ data }) => data.reportFile).findLast((file) => typeof file === 'string');
  return {
    exit,
    findings,
    nextSteps: exit === 'done' || exit === 'rejects' ? ['gc2pc init'] : [again],
    data: {
      folder,
      reportFile: reportFile ?? null,
      cutover: results.find(({ stage }) => stage.id === 'cutover-again')?.data ?? null,
      verdict: results.find(({ stage }) => stage.id === 'verify')?.data.verdict ?? null,
      stages: results.map((result) => ({
        id: result.stage.id,
        title: result.stage.title,
        exitCode: EXIT[result.exit].code,
        durationMs: result.durationMs,
        data: without(result.data, LONG),
      })),
    },
    text: textOf(results, folder, reportFile as string | undefined, failed ?? null, findings),
  };
}

function without(data: Readonly<Record<string, unknown>>, keys: ReadonlySet<string>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(data).filter(([key]) => !keys.has(key)));
}

function textOf(
  results: readonly StageResult[],
  folder: string,
  reportFile: string | undefined,
  failed: StageResult | null,
  findings: readonly Finding[],
): string {
  const rows = results.map(({ stage, exit, durationMs }) => [stage.title, EXIT[exit].meaning, duration(durationMs)]);
  const warnings = findings.filter((finding) => finding.severity === 'warn').length;
  return [
    '',
    table([{ title: 'what was rehearsed' }, { title: 'how it ended' }, { title: 'time', align: 'right' }], rows),
    '',
    endText(results, failed),
    warnings === 0
      ? ''
      : `${grouped(warnings)} things change on the way (longer names, lost rights, …): the report lists each with its reason.`,
    `Databases, log and rejects: ${folder}`,
    reportFile === undefined ? '' : `Open the report in a browser: ${reportFile}`,
  ]
    .filter((line, at) => line !== '' || at < 3)
    .join('\n');
}

function endText(results: readonly StageResult[], failed: StageResult | null): string {
  if (failed !== null) return `The rehearsal stopped at "${failed.stage.title}":\n${failed.trouble}`;
  const next = REHEARSAL_STAGES[results.length];
  if (next !== undefined) return `The rehearsal was stopped before "${next.title}".`;
  return 'A Group Chat database was made up, taken into an empty Persistent Chat database, and compared with it row by row; then the cut-over was done, undone, and done again on a directory in a file.';
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
    filter: { ...NO_FILTER, since: configuration.filter.since },
    workDir: folder,
    ...rehearsedDirectory(configuration, folder),
  };
}
