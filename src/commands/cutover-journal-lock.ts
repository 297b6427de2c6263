/**
 * One cut-over or way back at a time for one target, whichever machine and work directory it is started from: the lock
 * is in the target's journal. It is another lock than that of the loading, which the final delta inside the fence takes
 * for itself. A database that does not answer stops nobody: the way back needs none, and then the lock of the work
 * directory is all there is.
 */
import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { acquireLock, type HeldLock, SYSTEM_CLOCK } from '#src/journal/lock.ts';
import { migrationIdOf } from '#src/journal/migration.ts';
import { OperatorError } from '#src/model/errors.ts';
import type { Resources } from './resources.ts';
import type { VerbContext } from './verb.ts';

/** How long a database is waited for before the way back begins without it. */
const PATIENCE_MS = 15_000;

/** The key of the cut-over's lock beside that of the loading: 32 hex digits too. */
export function cutoverLockId(migrationId: string): string {
  return createHash('sha256').update(`cutover\0${migrationId}`).digest('hex').slice(0, 32);
}

export interface CutoverLock {
  /** Stops the run when it is told to stop, or when another machine took the lock over. */
  readonly stop: AbortSignal;
  release(): Promise<void>;
}

/** @throws LockHeld when a cut-over of the same target runs elsewhere */
export async function lockInJournal(verb: VerbContext, resources: Resources): Promise<CutoverLock> {
  const held = verb.configuration.target === null ? null : await withinPatience(acquire(verb, resources));
  return {
    stop: held === null ? verb.stop : AbortSignal.any([verb.stop, held.lost]),
    // A lock that cannot be given back any more is given up by its silence.
    release: async () => held?.release().catch(() => {}),
  };
}

/** Null where the journal does not exist yet, or no database answers. */
async function acquire(verb: VerbContext, resources: Resources): Promise<HeldLock | null> {
  try {
    const target = await resources.open(verb.world.targetReader());
    const migrationId = migrationIdOf(await target.identity());
    const journal = await resources.open(verb.world.journal());
    if (!(await journal.exists())) return null;
    return await acquireLock(journal, cutoverLockId(migrationId), { owner: verb.runId, clock: SYSTEM_CLOCK });
  } catch (error) {
    if (error instanceof OperatorError && error.exit === 'locked') throw error;
    return null;
  }
}

async function withinPatience(acquiring: Promise<HeldLock | null>): Promise<HeldLock | null> {
  const late = new AbortController();
  const tooLate = delay(PATIENCE_MS, 'late' as const, { signal: late.signal }).catch(() => 'late' as const);
  const first = await Promise.race([acquiring, tooLate]).finally(() => late.abort());
  if (first !== 'late') return first;
  // Should it still come, it is let go of: this run has begun without it.
  acquiring.then((held) => held?.release()).catch(() => {});
  return null;
}
