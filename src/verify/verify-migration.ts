/**
 * The verification of a migration: recomputes what the target must hold and compares all of it. With `repair`, what
 * differs is rewritten and everything is compared once more, so the verdict always speaks of the target as it is left.
 */
import type { VerdictNote } from '#src/journal/verification.ts';
import { bothOf } from '#src/model/both-of.ts';
import { blocks } from '#src/model/finding.ts';
import { nothingRepaired } from './apply-mismatches.ts';
import { compareAll, type WholeComparison } from './compare-all.ts';
import { DIFFERENCES_FILE, DifferenceLog } from './difference-log.ts';
import { sourceMark, targetMark } from './marks.ts';
import { reconcileTables } from './reconcile.ts';
import { repairRange } from './repair-messages.ts';
import type { VerificationRequest, VerificationResult } from './request.ts';
import { repairRevision } from './revision-check.ts';
import { goOn } from './stopped.ts';

/** Differences that a repair found, beside the file of those that are left. */
const REPAIRED_FILE = 'repaired-differences.jsonl';

/** @throws VerificationStopped */
export async function verifyMigration(request: VerificationRequest): Promise<VerificationResult> {
  const begin = request.now();
  const { plan, reader, repair, workDir } = request;
  // Marks are taken first: what changes while the comparison runs makes its verdict stale, not wrong.
  const target = { reader, marks: request.marks.target };
  const ofSource = sourceMark({ reader: request.source, marks: request.marks.source });
  const [sourceBefore, targetBefore] = await bothOf(ofSource, targetMark(target));
  const marks = { source: sourceBefore, target: targetBefore };
  if (repair === null) return resultOf(request, begin, marks, await compareOnce(request, DIFFERENCES_FILE), null);

  // What a repair finds goes to a file of its own: the one under the usual name tells what is left.
  const before = await compareOnce(request, REPAIRED_FILE);
  const repaired = { ...nothingRepaired(), found: before.log.total, foundFile: before.file };
  if (before.log.total === 0) {
    new DifferenceLog(workDir).close();
    return resultOf(request, begin, marks, before, repaired);
  }
  await repair.record('verify:repair-begun', { differences: repaired.found, planHash: plan.hash });
  await mend(request, before.comparison, repair, repaired);
  await repair.record('verify:repaired', { ...repaired, planHash: plan.hash });
  const mended = { source: marks.source, target: await targetMark(target) };
  return resultOf(request, begin, mended, await compareOnce(request, DIFFERENCES_FILE), repaired);
}

/** What the journal keeps of a result. */
export function verdictNote(migrationId: string, result: VerificationResult): VerdictNote {
  const { planHash, verdict, sourceMark: source, targetMark: target } = result;
  const detail = JSON.stringify({
    compared: result.compared,
    fromMarks: result.fromMarks,
    differences: result.differencesTotal,
    byKind: result.differencesByKind,
    first: result.differences,
    findings: result.findings.length,
    rowsPerSecond: result.rowsPerSecond,
    durationMs: result.durationMs,
  });
  return { migrationId, planHash, verdict, sourceMark: source, targetMark: target, detail };
}

interface Compared {
  readonly comparison: WholeComparison;
  readonly log: DifferenceLog;
  readonly file: string | null;
  readonly durationMs: number;
}

async function compareOnce(request: VerificationRequest, fileName: string): Promise<Compared> {
  const begin = request.now();
  const log = new DifferenceLog(request.workDir, fileName);
  try {
    const comparison = await compareAll(request, log);
    return { comparison, log, file: log.close(), durationMs: request.now() - begin };
  } finally {
    // Whatever ends the work, what was found until then is in the file.
    log.close();
  }
}

function resultOf(
  request: VerificationRequest,
  begin: number,
  marks: { readonly source: string; readonly target: string },
  { comparison, log, file, durationMs }: Compared,
  repaired: VerificationResult['repaired'],
): VerificationResult {
  const { compared, findings, rowsRead } = comparison;
  const verdict = log.total === 0 && !blocks(findings) ? 'verified' : 'different';
  return {
    verdict,
    exit: verdict === 'verified' ? 'done' : 'different',
    planHash: request.plan.hash,
    compared,
    fromMarks: comparison.messages.fromMarks,
    differences: log.first,
    differencesTotal: log.total,
    differencesByKind: Object.fromEntries(log.counts),
    differencesFile: file,
    repaired,
    findings,
    rowsRead,
    rowsPerSecond: Math.round((rowsRead * 1000) / Math.max(durationMs, 1)),
    durationMs: request.now() - begin,
    sourceMark: marks.source,
    targetMark: marks.target,
  };
}

async function mend(
  request: VerificationRequest,
  { messages, tables }: WholeComparison,
  repair: NonNullable<VerificationRequest['repair']>,
  repaired: NonNullable<VerificationResult['repaired']>,
): Promise<void> {
  await reconcileTables(repair.target, tables.unlike, repaired);
  for (const range of messages.unlike) {
    goOn(request.stop);
    await repairRange(repair, range, repaired);
  }
  await repairRevision(request, repair.target, request.plan.systemRevision, repaired);
}
