/**
 * The verification of a migration: recomputes what the target must hold and compares all of it. With `repair`, what
 * differs is rewritten and everything is compared once more, so the verdict always speaks of the target as it is left.
 */
import type { VerdictNote } from '#src/journal/verification.ts';
import { blocks } from '#src/model/finding.ts';
import { nothingRepaired } from './apply-mismatches.ts';
import { compareAll, type WholeComparison } from './compare-all.ts';
import { DifferenceLog } from './difference-log.ts';
import { sourceMark, targetMark } from './marks.ts';
import { reconcileTables } from './reconcile.ts';
import { repairRange } from './repair-messages.ts';
import type { VerificationRequest, VerificationResult } from './request.ts';
import { repairRevision } from './revision-check.ts';
import { goOn } from './stopped.ts';

/** Differences that a repair found, beside the file of those that are left. */
export const REPAIRED_FILE = 'repaired-differences.jsonl';

/** @throws VerificationStopped */
export async function verifyMigration(request: VerificationRequest): Promise<VerificationResult> {
  const begin = request.now();
  // Taken first: what changes while the comparison runs makes its verdict stale, not wrong.
  const marks = { source: await sourceMark(request.source), target: await targetMark(request.reader) };
  const { repair, workDir } = request;
  if (repair === null) return compare(request, begin, marks, null);

  // Found differences go to a file of their own: the one under the usual name tells what is left.
  const foundLog = new DifferenceLog(workDir, REPAIRED_FILE);
  const comparison = await logged(foundLog, () => compareAll(request, foundLog));
  const found = { found: foundLog.total, foundFile: foundLog.close() };
  const repaired = { ...nothingRepaired(), ...found };
  if (foundLog.total > 0) {
    await repair.record('verify:repair-begun', { differences: found.found, planHash: request.plan.hash });
    await mend(request, comparison, repair.target, repaired);
    await repair.record('verify:repaired', { ...repaired, planHash: request.plan.hash });
  }
  const now = { source: marks.source, target: await targetMark(request.reader) };
  return compare(request, begin, now, repaired);
}

/** What the journal keeps of a result. */
export function verdictNote(migrationId: string, result: VerificationResult): VerdictNote {
  const { planHash, verdict, sourceMark: source, targetMark: target } = result;
  const detail = JSON.stringify({
    compared: result.compared,
    differences: result.differencesTotal,
    byKind: result.differencesByKind,
    first: result.differences,
    findings: result.findings.length,
    rowsPerSecond: result.rowsPerSecond,
    durationMs: result.durationMs,
  });
  return { migrationId, planHash, verdict, sourceMark: source, targetMark: target, detail };
}

async function compare(
  request: VerificationRequest,
  begin: number,
  marks: { readonly source: string; readonly target: string },
  repaired: VerificationResult['repaired'],
): Promise<VerificationResult> {
  const log = new DifferenceLog(request.workDir);
  const compareBegin = request.now();
  const { compared, findings, rowsRead } = await logged(log, () => compareAll(request, log));
  const differencesFile = log.close();
  const seconds = Math.max(request.now() - compareBegin, 1) / 1000;
  const verdict = log.total === 0 && !blocks(findings) ? 'verified' : 'different';
  return {
    verdict,
    exit: verdict === 'verified' ? 'done' : 'different',
    planHash: request.plan.hash,
    compared,
    differences: log.first,
    differencesTotal: log.total,
    differencesByKind: Object.fromEntries(log.counts),
    differencesFile,
    repaired,
    findings,
    rowsRead,
    rowsPerSecond: Math.round(rowsRead / seconds),
    durationMs: request.now() - begin,
    sourceMark: marks.source,
    targetMark: marks.target,
  };
}

async function mend(
  request: VerificationRequest,
  { messages, tables }: WholeComparison,
  target: NonNullable<VerificationRequest['repair']>['target'],
  repaired: NonNullable<VerificationResult['repaired']>,
): Promise<void> {
  await reconcileTables(target, tables.unlike, repaired);
  for (const range of messages.unlike) {
    goOn(request.stop);
    await repairRange(target, range, repaired);
  }
  await repairRevision(request, target, request.plan.systemRevision, repaired);
}

/** Whatever ends the work, what was found until then is in the file. */
async function logged<R>(log: DifferenceLog, work: () => Promise<R>): Promise<R> {
  try {
    return await work();
  } catch (error) {
    log.close();
    throw error;
  }
}
