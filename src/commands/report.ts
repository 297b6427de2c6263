/**
 * The report of a migration as it stands: what the journal knows, and the plan made anew for what was renamed and why.
 * Read-only on both servers; an older report is never overwritten.
 */
import { readCertificates } from '#src/certificate/certificate-files.ts';
import { bytes, grouped } from '#src/console/numbers.ts';
import { readEvents } from '#src/journal/audit.ts';
import type { JournalReader } from '#src/journal/journal-port.ts';
import type { RunRecord } from '#src/journal/journal-tables.ts';
import { fromJson } from '#src/journal/json.ts';
import { readStatus, type StatusView, summaryOf } from '#src/journal/status.ts';
import { readVerdict } from '#src/journal/verification.ts';
import { readBooks } from '#src/load/books.ts';
import type { PhaseLine, ReportData } from '#src/report/report-data.ts';
import { acknowledgedList } from './acknowledged-list.ts';
import { certificateList } from './certificate-report.ts';
import { NothingToReport } from './command-errors.ts';
import { cutoverFolder } from './cutover-context.ts';
import { cutoverReport } from './cutover-report.ts';
import { type PreparedPlan, preparePlan } from './prepare-plan.ts';
import { countLines, planFacts } from './report-parts.ts';
import { withResources } from './resources.ts';
import type { Verb, VerbContext } from './verb.ts';
import { VERSION } from './version.ts';
import { writeReport } from './write-report.ts';

export const reportVerb: Verb = {
  name: 'report',
  summary: 'writes the self-contained HTML report of the migration, and the same as JSON',
  options: [],
  stopsAtOnce: true,
  run: (context) =>
    withResources(async (resources) => {
      const prepared = await preparePlan(context, resources);
      if (prepared.remembered === null) throw new NothingToReport();
      const journal = await resources.open(context.world.journalReader());
      const data = await reportData(context, prepared, journal, prepared.remembered.record.migrationId);
      const files = writeReport(context, 'report', data);
      const { findings, nextSteps, verdict, counts, phases, differences, facts } = data;
      return {
        exit: 'done',
        findings,
        nextSteps,
        data: { ...files, planHash: prepared.plan.hash, verdict, counts, phases, differences, facts },
        text: `${verdict.word}: ${verdict.sentence}\nReport: ${files.reportFile}\nData:   ${files.reportJson}`,
      };
    }),
};

async function reportData(
  context: VerbContext,
  prepared: PreparedPlan,
  journal: JournalReader,
  migrationId: string,
): Promise<ReportData> {
  const status = await readStatus(journal, prepared.facts.target, context.now());
  const { counts, skippedBy } = await readBooks(prepared.plan, journal, migrationId);
  const runs = (await journal.rows('run', { migrationId })).toSorted((a, b) => Number(a.startedAt - b.startedAt));
  const events = await readEvents(journal, migrationId);
  const cutover = cutoverReport(cutoverFolder(context.configuration));
  return {
    title: 'Migration to Persistent Chat',
    runId: context.runId,
    version: VERSION,
    generatedAt: new Date(context.now()).toISOString(),
    verdict: verdictOf(status),
    facts: [...planFacts(prepared), ...journalFacts(status, migrationId), ...cutover.facts],
    counts: countLines(counts, skippedBy),
    changes: prepared.plan.changes,
    findings: prepared.findings,
    acknowledged: events
      .filter(({ event }) => event === 'block:acknowledged')
      .map(({ detail }) => fromJson<{ id: string; reason: string }>(detail)),
    phases: phaseLines(runs),
    differences: await differencesOf(journal, migrationId),
    lists: [
      { title: 'Runs', lines: runs.map(runLine) },
      ...acknowledgedList(events),
      ...certificateList(readCertificates(context.configuration.workDir)[0]),
      ...cutover.lists,
    ],
    nextSteps: nextSteps(status, cutover.isFinished),
  };
}

function verdictOf({ phase, verification }: StatusView): ReportData['verdict'] {
  if (phase !== 'loaded') return { word: 'Not finished', tone: 'warn', sentence: 'The load has not come to its end.' };
  return VERDICTS[verification];
}

const VERDICTS: Readonly<Record<StatusView['verification'], ReportData['verdict']>> = {
  verified: { word: 'Verified', tone: 'good', sentence: 'The target holds what the source implies.' },
  different: { word: 'Different', tone: 'bad', sentence: 'The target is not what the source implies.' },
  stale: { word: 'Stale', tone: 'warn', sentence: 'Something was loaded after the last verification.' },
  unverified: { word: 'Not verified', tone: 'warn', sentence: 'Loaded, and not compared with the source yet.' },
};

function nextSteps({ phase, verification }: StatusView, isCutOver: boolean): string[] {
  if (phase !== 'loaded') return ['gc2pc migrate'];
  if (verification === 'verified') return isCutOver ? [] : ['gc2pc cutover --dry-run'];
  return [verification === 'different' ? 'gc2pc verify --repair' : 'gc2pc verify'];
}

function journalFacts(status: StatusView, migrationId: string): [string, string][] {
  const peak = status.peakRssBytes;
  return [
    ['Migration', migrationId],
    ['Revision of the plan', String(status.revision)],
    ['Rejected rows', grouped(status.rejected)],
    ...(peak === null ? [] : [['Peak memory of the last run', bytes(peak)] as [string, string]]),
  ];
}

/** Phases of every load, added up: a load that was stopped and went on is one load. */
function phaseLines(runs: readonly RunRecord[]): PhaseLine[] {
  const lines = new Map<string, { durationMs: number; rows: number }>();
  for (const run of runs) {
    for (const { phase, startedAt, finishedAt, rows } of summaryOf(run).phases) {
      const before = lines.get(phase) ?? { durationMs: 0, rows: 0 };
      const durationMs = (finishedAt ?? Number(run.finishedAt ?? startedAt)) - startedAt;
      lines.set(phase, { durationMs: before.durationMs + Math.max(0, durationMs), rows: before.rows + rows });
    }
  }
  return [...lines].map(([phase, line]) => ({ phase, ...line }));
}

function runLine(run: RunRecord): string {
  const started = new Date(Number(run.startedAt)).toISOString();
  const end = run.exitCode === null ? 'did not end by itself' : `exit ${run.exitCode}`;
  return `${started} ${run.verb} ${run.runId}: ${end}`;
}

async function differencesOf(journal: JournalReader, migrationId: string): Promise<ReportData['differences']> {
  const verdict = await readVerdict(journal, migrationId);
  if (verdict === null) return null;
  const detail = JSON.parse(verdict.detail) as {
    differences: number;
    first: readonly { kind: string; key: string; what: string }[];
  };
  return { total: detail.differences, first: detail.first };
}
