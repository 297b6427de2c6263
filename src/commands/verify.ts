/** Proves that the target holds what the transform of the source gives; `--repair` rewrites only what differs. */
import { grouped } from '#src/console/numbers.ts';
import { table } from '#src/console/table.ts';
import { AuditChain } from '#src/journal/audit.ts';
import type { JournalPort } from '#src/journal/journal-port.ts';
import { acquireLock, SYSTEM_CLOCK } from '#src/journal/lock.ts';
import { readRecord } from '#src/journal/migration.ts';
import { Run } from '#src/journal/runs.ts';
import { readUnits } from '#src/journal/units.ts';
import { storeVerdict } from '#src/journal/verification.ts';
import { copiedParts } from '#src/load/copied-parts.ts';
import { EXIT } from '#src/model/errors.ts';
import type { Finding } from '#src/model/finding.ts';
import { MarkBook } from '#src/verify/mark-book.ts';
import type { VerificationResult } from '#src/verify/request.ts';
import { verdictNote, verifyMigration } from '#src/verify/verify-migration.ts';
import { type AfterVerify, afterVerify, isLoaded } from './after-verify.ts';
import { batchLimits } from './batch-limits.ts';
import { certificateList } from './certificate-report.ts';
import { certify, databaseSizes, type WrittenCertificate } from './certify.ts';
import { MigrationUnfinished, NothingToVerify } from './command-errors.ts';
import { PhaseRecorder } from './phase-recorder.ts';
import { type PreparedPlan, preparePlan } from './prepare-plan.ts';
import { planFacts } from './report-parts.ts';
import { type Resources, withResources } from './resources.ts';
import { untilStopped } from './until-stopped.ts';
import type { Verb, VerbContext, VerbOutcome } from './verb.ts';
import { VERSION } from './version.ts';
import { writeReport } from './write-report.ts';

export const verifyVerb: Verb = {
  name: 'verify',
  summary: 'compares the target with what the source implies, down to single keys',
  options: [
    { flags: '--repair', description: 'rewrite what differs, and only that' },
    { flags: '--full', description: 'read everything, also what has not changed since it was found alike' },
  ],
  writes: 'only with --repair',
  run: (outer, options) =>
    withResources(async (resources) => {
      const { context, recorder } = PhaseRecorder.on(outer);
      const prepared = await untilStopped(preparePlan(context, resources).then(withoutChanges), context.stop);
      if (prepared.refusal !== null) throw prepared.refusal;
      if (prepared.remembered === null) throw new NothingToVerify();
      const { migrationId } = prepared.remembered.record;
      const journal = await resources.open(context.world.journal());
      const sizes = databaseSizes(context);
      const result = await compared(context, resources, prepared, {
        journal,
        migrationId,
        repair: options.repair === true,
        full: options.full === true,
      });
      const after = await afterVerify(context, prepared, journal, result);
      const phases = recorder.lines;
      const certificate = await certify(context, { prepared, journal, migrationId, result, phases, sizes });
      return outcomeOf(context, prepared, result, recorder, certificate, after);
    }),
};

/** What becomes of each room and person under which name is for the other verbs' reports; here it would only take memory. */
function withoutChanges(prepared: PreparedPlan): PreparedPlan {
  return { ...prepared, plan: { ...prepared.plan, changes: [] } };
}

interface Work {
  readonly journal: JournalPort;
  readonly migrationId: string;
  readonly repair: boolean;
  readonly full: boolean;
}

async function compared(
  context: VerbContext,
  resources: Resources,
  prepared: PreparedPlan,
  { journal, migrationId, repair, full }: Work,
): Promise<VerificationResult> {
  // Only a repair changes the target, so only a repair has to be alone.
  const lock = repair ? await acquireLock(journal, migrationId, { owner: context.runId, clock: SYSTEM_CLOCK }) : null;
  const run = await Run.begin(journal, { migrationId, runId: context.runId, verb: 'verify' }, context.now());
  let exitCode: (typeof EXIT)[keyof typeof EXIT]['code'] = EXIT.unexpected.code;
  try {
    if (repair && !isLoaded(await readRecord(journal, migrationId))) throw new MigrationUnfinished();
    const audit = repair ? await AuditChain.open(journal, migrationId, context.configuration.workDir) : null;
    const result = await verifyMigration({
      source: prepared.source,
      reader: prepared.targetReader,
      plan: prepared.plan,
      baseline: prepared.baseline,
      sampleQueries: await resources.open(context.world.sampleQueries()),
      repair:
        audit === null
          ? null
          : {
              target: await resources.open(context.world.target()),
              isCopied: copiedParts(
                prepared.plan,
                await readUnits(journal, migrationId),
                batchLimits(context.configuration),
              ),
              record: (event, detail) => audit.append(event, detail, context.now()),
            },
      marks: {
        full,
        source: await resources.open(context.world.marks('source')),
        target: await resources.open(context.world.marks('target')),
        book: new MarkBook(journal, migrationId),
      },
      concurrency: context.configuration.load.concurrency,
      workDir: context.configuration.workDir,
      progress: context.progress,
      stop: context.stop,
      now: context.now,
    });
    await storeVerdict(journal, verdictNote(migrationId, result), context.now());
    exitCode = EXIT[result.exit].code;
    return result;
  } catch (cause) {
    if (context.stop.aborted) exitCode = EXIT.interrupted.code;
    throw cause;
  } finally {
    await run.finish(exitCode, context.now());
    await lock?.release();
  }
}

function outcomeOf(
  context: VerbContext,
  prepared: PreparedPlan,
  result: VerificationResult,
  recorder: PhaseRecorder,
  certificate: WrittenCertificate | null,
  { nextSteps, findings: ofTarget }: AfterVerify,
): VerbOutcome {
  const verified = result.verdict === 'verified';
  const findings = [...result.findings, ...ofTarget];
  const files = writeReport(context, 'verify', {
    title: 'Verification of a Persistent Chat migration',
    runId: context.runId,
    version: VERSION,
    generatedAt: new Date(context.now()).toISOString(),
    verdict: verified
      ? { word: 'Verified', tone: 'good', sentence: 'The target holds what the source implies.' }
      : { word: 'Different', tone: 'bad', sentence: 'The target is not what the source implies.' },
    facts: planFacts(prepared),
    counts: null,
    changes: [],
    findings,
    acknowledged: [],
    phases: recorder.lines,
    differences: { total: result.differencesTotal, first: result.differences },
    lists: [
      { title: 'Compared', lines: Object.entries(result.compared).map(([kind, rows]) => `${kind}: ${rows}`) },
      ...(certificate === null ? [] : certificateList({ ...certificate, intact: true })),
    ],
    nextSteps,
  });
  const { exit, findings: _findings, ...facts } = result;
  const certificateFile = certificate?.file ?? null;
  const text = [
    textOf(result, findings, files.reportFile),
    certificateFile === null ? '' : `Certificate: ${certificateFile}`,
  ];
  const data = { ...facts, certificateFile, ...files };
  return { exit, findings, nextSteps, data, text: text.filter(Boolean).join('\n') };
}

function textOf(result: VerificationResult, findings: readonly Finding[], reportFile: string): string {
  const compared = table(
    [{ title: 'compared' }, { title: 'rows', align: 'right' }],
    Object.entries(result.compared).map(([kind, rows]) => [kind, grouped(rows)]),
  );
  const differences = table(
    [{ title: 'what' }, { title: 'kind' }, { title: 'key' }, { title: 'columns', max: 60 }],
    result.differences.map(({ what, kind, key, columns }) => [what, kind, key, columns.join(', ')]),
  );
  return [
    compared,
    '',
    knownText(result),
    result.repaired === null ? '' : `Repaired ${grouped(result.repaired.found)} difference(s).`,
    result.differencesTotal === 0 ? '' : `${differences}\n${grouped(result.differencesTotal)} difference(s) in all.`,
    ...findings.map((finding) => `${finding.severity}: ${finding.subject}: ${finding.message}`),
    `Verdict: ${result.verdict}`,
    `Report: ${reportFile}`,
  ]
    .filter((line, at) => line !== '' || at === 1)
    .join('\n');
}

function knownText({ fromMarks }: VerificationResult): string {
  if (fromMarks.ranges === 0) return '';
  return `${grouped(fromMarks.messages)} message(s) in ${grouped(fromMarks.ranges)} range(s) were not read again: neither side has changed since they were found alike.`;
}
