/** The last verdict on a migration, and what it is still worth. */
import type { Verdict, VerificationState } from '#src/model/states.ts';
import type { JournalPort, JournalReader } from './journal-port.ts';
import type { MigrationRecord, UnitRecord, VerificationRecord } from './journal-tables.ts';

export interface VerdictNote {
  readonly migrationId: string;
  readonly planHash: string;
  readonly verdict: Verdict;
  /** Fingerprints of both sides when they were compared, at most 64 characters. */
  readonly sourceMark: string;
  readonly targetMark: string;
  /** JSON: counts and the first differences, keys only. */
  readonly detail: string;
}

export async function storeVerdict(journal: JournalPort, note: VerdictNote, now: number): Promise<void> {
  const record: VerificationRecord = { ...note, verifiedAt: BigInt(now) };
  await journal.transaction(async (transaction) => {
    if (!(await transaction.update('verification', record))) await transaction.insert('verification', [record]);
  });
}

export async function readVerdict(journal: JournalReader, migrationId: string): Promise<VerificationRecord | null> {
  if (!(await journal.exists())) return null;
  return (await journal.rows('verification', { migrationId }))[0] ?? null;
}

/**
 * What the verdict is worth: `stale` once the plan, or anything that this migration wrote, is younger than it, and once
 * either side has another fingerprint than it had then.
 * @param marks fingerprints of both sides now, where the caller could take them
 */
export function verificationState(
  verdict: VerificationRecord | null,
  migration: MigrationRecord | null,
  units: Iterable<UnitRecord>,
  marks?: { readonly source: string; readonly target: string },
): VerificationState {
  if (verdict === null || migration === null) return 'unverified';
  if (verdict.planHash !== migration.planHash || migration.state !== 'loaded') return 'stale';
  for (const unit of units) if (unit.updatedAt > verdict.verifiedAt) return 'stale';
  if (marks !== undefined && (marks.source !== verdict.sourceMark || marks.target !== verdict.targetMark))
    return 'stale';
  return verdict.verdict as Verdict;
}
