/**
 * What one or many passes of a migration hold from beginning to end: the lock, the audit chain, and the note of the run.
 * Whatever happens in between, the lock is let go of and the run gets its end.
 */
import { AuditChain } from '#src/journal/audit.ts';
import type { ChainedLine } from '#src/journal/chained-file.ts';
import type { JournalPort } from '#src/journal/journal-port.ts';
import type { LockRecord } from '#src/journal/journal-tables.ts';
import { acquireLock, type HeldLock, type LockClock, SYSTEM_CLOCK } from '#src/journal/lock.ts';
import { migrationIdOf } from '#src/journal/migration.ts';
import { Run } from '#src/journal/runs.ts';
import { takeOverLines } from '#src/journal/take-over.ts';
import { EXIT, type ExitName } from '#src/model/errors.ts';
import type { DatabaseIdentity } from '#src/model/identity.ts';

export interface SessionStart {
  readonly runId: string;
  readonly target: DatabaseIdentity;
  /** Open for as long as the session is. */
  readonly journal: JournalPort;
  /** Absolute. Null keeps no files. */
  readonly workDir: string | null;
  /** What was remembered in the work directory before there was a journal. */
  readonly recorded: readonly ChainedLine[];
  readonly clock?: LockClock;
  /** Called under the lock, before anything is written; may throw. */
  locked(migrationId: string): Promise<void>;
  /** Called when everything is open, to begin the account of it. */
  begun(session: MigrationSession): Promise<void>;
  /** Milliseconds since 1970, UTC. */
  now(): number;
}

/** Of a start, what a session needs to its end; the rest knows the first pass and its plan, which must not stay. */
type Kept = Pick<SessionStart, 'journal' | 'workDir' | 'now'>;

export class MigrationSession {
  readonly migrationId: string;
  readonly run: Run;
  readonly #kept: Kept;
  readonly #lock: HeldLock;
  #audit: AuditChain;

  private constructor(kept: Kept, migrationId: string, audit: AuditChain, run: Run, lock: HeldLock) {
    this.#kept = kept;
    this.migrationId = migrationId;
    this.#audit = audit;
    this.run = run;
    this.#lock = lock;
  }

  /** @throws LockHeld, AuditChainBroken, and whatever `locked` throws */
  static async open(start: SessionStart): Promise<MigrationSession> {
    const { journal, workDir, runId, now } = start;
    await journal.prepare();
    const migrationId = migrationIdOf(start.target);
    const lock = await acquireLock(journal, migrationId, { owner: runId, clock: start.clock ?? SYSTEM_CLOCK });
    try {
      await start.locked(migrationId);
      const audit = await AuditChain.open(journal, migrationId, workDir);
      const run = await Run.begin(journal, { migrationId, runId, verb: 'migrate' }, now());
      await takeOverLines(audit, journal, migrationId, start.recorded);
      const session = new MigrationSession({ journal, workDir, now }, migrationId, audit, run, lock);
      await start.begun(session).catch(async (error: unknown) => {
        await run.finish(EXIT.unexpected.code, now()).catch(() => {});
        throw error;
      });
      return session;
    } catch (error) {
      await lock.release().catch(() => {});
      throw error;
    }
  }

  get audit(): AuditChain {
    return this.#audit;
  }

  /** Reads the chain again: after a lost connection nobody knows whether its last event is there. */
  async reopen(): Promise<void> {
    this.#audit = await AuditChain.open(this.#kept.journal, this.migrationId, this.#kept.workDir);
  }

  /** Aborted once the lock cannot be kept. */
  get lost(): AbortSignal {
    return this.#lock.lost;
  }

  /** The owner that was replaced, null when the lock was free. */
  get takenFrom(): LockRecord | null {
    return this.#lock.takenFrom;
  }

  async close(exit: ExitName): Promise<void> {
    await this.run.finish(EXIT[exit].code, this.#kept.now()).catch(() => {});
    await this.#lock.release().catch(() => {});
  }
}
