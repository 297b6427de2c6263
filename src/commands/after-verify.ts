/** Which command helps after `verify`: one that would be refused is never named. */
import type { JournalReader } from '#src/journal/journal-port.ts';
import type { MigrationRecord } from '#src/journal/journal-tables.ts';
import { readUnits } from '#src/journal/units.ts';
import { isBehind } from '#src/load/copied-parts.ts';
import { TargetAhead } from '#src/load/errors.ts';
import { lookAtParts } from '#src/load/parts-in-target.ts';
import type { Finding } from '#src/model/finding.ts';
import type { MigrationState } from '#src/model/states.ts';
import type { VerificationResult } from '#src/verify/request.ts';
import { batchLimits } from './batch-limits.ts';
import type { PreparedPlan } from './prepare-plan.ts';
import type { VerbContext } from './verb.ts';

const REMOVED_BY_REPAIR =
  'Find out who wrote to the target (is the Persistent Chat service running?) and whether these messages may go: verify --repair removes them. Restoring target and journal from one backup is the other way.';

export interface AfterVerify {
  readonly nextSteps: readonly string[];
  /** Why `migrate` would be refused; empty where it would not. */
  readonly findings: readonly Finding[];
}

/**
 * A difference is for `verify --repair`, unless a pass of `migrate` is unfinished or the source has grown: then it is for
 * `migrate`. Where that would refuse, because others have written to the target, a repair takes their messages away
 * first; what a repair leaves of them, and a load that is not finished, only a backup helps.
 */
export async function afterVerify(
  context: VerbContext,
  { plan, remembered, targetReader }: PreparedPlan,
  journal: JournalReader,
  { verdict, repaired }: Pick<VerificationResult, 'verdict' | 'repaired'>,
): Promise<AfterVerify> {
  if (verdict === 'verified') return { nextSteps: ['gc2pc report'], findings: [] };
  if (remembered === null) return { nextSteps: ['gc2pc migrate'], findings: [] };
  const units = await readUnits(journal, remembered.record.migrationId);
  const limits = batchLimits(context.configuration);
  const { ahead } = await lookAtParts({ plan, units, limits, targetReader });
  const loaded = isLoaded(remembered.record);
  if (ahead.length > 0) {
    const { code, message, hint } = new TargetAhead(ahead);
    const finding: Finding = { id: code, severity: 'block', subject: 'target', message, hint };
    if (!loaded || repaired !== null) return { nextSteps: [], findings: [finding] };
    return { nextSteps: ['gc2pc verify --repair'], findings: [{ ...finding, hint: REMOVED_BY_REPAIR }] };
  }
  const isCarriedOver = loaded && remembered.record.planHash === plan.hash && !isBehind(plan, units, limits);
  return { nextSteps: [isCarriedOver ? 'gc2pc verify --repair' : 'gc2pc migrate'], findings: [] };
}

/** False where a pass of `migrate` is unfinished. */
export function isLoaded(record: MigrationRecord | null): boolean {
  return record?.state === ('loaded' satisfies MigrationState);
}
