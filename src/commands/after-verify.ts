/** Which command helps after `verify`: one that would be refused is never named. */
import type { JournalReader } from '#src/journal/journal-port.ts';
import type { MigrationRecord } from '#src/journal/journal-tables.ts';
import { readStatus } from '#src/journal/status.ts';
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

const AT_WORK: Finding = {
  id: 'V50-at-work',
  severity: 'info',
  subject: 'migration',
  message: 'A run is at work: what it has not copied yet is told as missing.',
  hint: 'Verify again when it has come to its end.',
};
const UNFINISHED: Finding = {
  id: 'V51-unfinished',
  severity: 'info',
  subject: 'migration',
  message: 'The load has not come to its end: what it has not copied yet is told as missing.',
  hint: 'Run "gc2pc migrate" to its end, then verify again.',
};
const GROWN: Finding = {
  id: 'V52-source-changed',
  severity: 'info',
  subject: 'source',
  message: 'The source has changed since the last complete pass: what came since is told as missing or changed.',
  hint: 'Run "gc2pc migrate" once more, then verify again.',
};

export interface AfterVerify {
  readonly nextSteps: readonly string[];
  /** Why it is that command. */
  readonly findings: readonly Finding[];
}

/**
 * A difference is for `verify --repair`, unless a pass of `migrate` is unfinished or the source has grown: then it is for
 * `migrate`. Where that would refuse, because others have written to the target, a repair takes their messages away
 * first; what a repair leaves of them, and a load that is not finished, only a backup helps.
 */
export async function afterVerify(
  context: VerbContext,
  prepared: PreparedPlan,
  journal: JournalReader,
  { verdict, repaired }: Pick<VerificationResult, 'verdict' | 'repaired'>,
): Promise<AfterVerify> {
  const { plan, remembered, targetReader } = prepared;
  if (verdict === 'verified') return { nextSteps: ['gc2pc report'], findings: [] };
  if (remembered === null) return { nextSteps: ['gc2pc migrate'], findings: [] };
  if (await isAtWork(context, prepared, journal)) return { nextSteps: ['gc2pc status --watch'], findings: [AT_WORK] };
  const units = await readUnits(journal, remembered.record.migrationId);
  const limits = batchLimits(context.configuration);
  const { ahead } = await lookAtParts({ plan, units, limits, targetReader });
  // What a run that has begun meanwhile writes is nobody else's.
  if (ahead.length > 0 && (await isAtWork(context, prepared, journal))) {
    return { nextSteps: ['gc2pc status --watch'], findings: [AT_WORK] };
  }
  const loaded = isLoaded(remembered.record);
  if (ahead.length > 0) {
    const { code, message, hint } = new TargetAhead(ahead);
    const finding: Finding = { id: code, severity: 'block', subject: 'target', message, hint };
    if (!loaded || repaired !== null) return { nextSteps: [], findings: [finding] };
    return { nextSteps: ['gc2pc verify --repair'], findings: [{ ...finding, hint: REMOVED_BY_REPAIR }] };
  }
  if (!loaded) return { nextSteps: ['gc2pc migrate'], findings: [UNFINISHED] };
  const isCarriedOver = remembered.record.planHash === plan.hash && !isBehind(plan, units, limits);
  return isCarriedOver
    ? { nextSteps: ['gc2pc verify --repair'], findings: [] }
    : { nextSteps: ['gc2pc migrate'], findings: [GROWN] };
}

async function isAtWork(context: VerbContext, { facts }: PreparedPlan, journal: JournalReader): Promise<boolean> {
  return (await readStatus(journal, facts.target, context.now())).runningOn !== null;
}

/** False where a pass of `migrate` is unfinished. */
export function isLoaded(record: MigrationRecord | null): boolean {
  return record?.state === ('loaded' satisfies MigrationState);
}
