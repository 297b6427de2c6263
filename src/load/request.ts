/** What a load needs and what it gives back. */

import type { SourcePort } from '#src/extract/source-port.ts';
import type { ChainedLine } from '#src/journal/chained-file.ts';
import type { JournalPort, JournalTransaction } from '#src/journal/journal-port.ts';
import type { LockClock } from '#src/journal/lock.ts';
import type { MigrationFacts, Remembered } from '#src/journal/migration.ts';
import type { ExitName } from '#src/model/errors.ts';
import type { Interrupts } from '#src/model/interrupts.ts';
import type { TargetInventory } from '#src/model/inventory.ts';
import type { PageLimits } from '#src/model/messages.ts';
import type { CountKind, MigrationPlan } from '#src/model/plan.ts';
import type { Progress } from '#src/model/progress.ts';
import type { CopiedMarks } from './copied-marks.ts';
import type { Delta } from './delta.ts';
import type { CompareMessages, RangeMemory, Reconcile } from './delta-port.ts';
import type { Pacing } from './pace/pace.ts';
import type { TargetPort, TargetReader } from './target-port.ts';

export interface MigrationRequest {
  readonly runId: string;
  readonly plan: MigrationPlan;
  readonly facts: MigrationFacts;
  /** The target as it was before the first write: what the plan was made against. */
  readonly baseline: TargetInventory;
  /** What the journal said when the plan was made; null when it knew nothing of this target. */
  readonly remembered: Remembered | null;
  /** As extract gave it: tolerant of what the database lacks. */
  readonly source: SourcePort;
  readonly target: TargetPort;
  readonly targetReader: TargetReader;
  readonly journal: JournalPort;
  readonly reconcile: Reconcile;
  readonly compareMessages: CompareMessages;
  /** Which ranges of old messages need not be compared; null, or not given: all of them are. */
  readonly memory?: RangeMemory | null;
  /** Collects marks of the messages that are copied over the wire; before a first copy alone. */
  readonly copied?: CopiedMarks | null;
  /** Of one batch. A page of messages is never larger than a batch. */
  readonly limits: PageLimits;
  /** Batches of messages on their way at once. */
  readonly concurrency: number;
  /** Messages are copied inside the server: the target was opened beside its source. Default: over the wire. */
  readonly serverPath?: boolean;
  /** How fast it may go; as fast as it can unless given. */
  readonly pacing?: Pacing;
  /** Absolute. Null keeps no files. */
  readonly workDir: string | null;
  /** Blocks that the operator let pass: finding id → reason. Goes to the audit chain. */
  readonly acknowledged?: ReadonlyMap<string, string>;
  /** Writes what else is to be remembered from the beginning, together with the record of a new migration. */
  begins?(transaction: JournalTransaction): Promise<void>;
  /** What was remembered in the work directory before there was a journal; taken over into it, each line once. */
  readonly recorded?: readonly ChainedLine[];
  readonly interrupts: Interrupts;
  readonly progress: Progress;
  /** Aborted to stop at the next batch boundary. */
  readonly stop: AbortSignal;
  /** Milliseconds since 1970, UTC. */
  now(): number;
  /** For waiting between attempts and while watching a lock; tests hand in one that does not wait. */
  readonly clock?: LockClock;
}

/** read = written + skipped + rejected. All four count source rows, of the whole migration. */
export interface Count {
  readonly read: number;
  readonly written: number;
  readonly skipped: number;
  readonly rejected: number;
}

export type Counts = Readonly<Record<CountKind, Count>>;

export interface MigrationResult {
  /** `done`, `rejects` or `interrupted`. */
  readonly exit: Extract<ExitName, 'done' | 'rejects' | 'interrupted'>;
  readonly migrationId: string;
  readonly planHash: string;
  readonly revision: number;
  /** True when an earlier run had begun. */
  readonly resumed: boolean;
  readonly counts: Counts;
  /** Kind → rule → source rows left out by it. */
  readonly skippedBy: Readonly<Record<CountKind, Readonly<Record<string, number>>>>;
  /** Null when nothing was rejected. */
  readonly rejectFile: string | null;
  /** Rows that this run moved: those of the source, and those that the plan made; earlier runs' are not among them. */
  readonly rowsMoved: number;
  /** Messages among them that were copied inside the server. */
  readonly rowsInServer: number;
  /** Rows of the target that this run inserted, updated and removed. */
  readonly delta: Delta;
  readonly rowsPerSecond: number;
  readonly durationMs: number;
  readonly peakRssBytes: number;
  readonly phases: readonly {
    readonly phase: string;
    readonly startedAt: number;
    readonly finishedAt: number | null;
    readonly rows: number;
  }[];
}
