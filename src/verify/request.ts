/** What a verification needs and what it gives back. */
import type { TargetPort } from '#src/load/target-port.ts';
import type { ExitName } from '#src/model/errors.ts';
import type { Finding } from '#src/model/finding.ts';
import type { TargetInventory } from '#src/model/inventory.ts';
import type { MigrationPlan } from '#src/model/plan.ts';
import type { Progress } from '#src/model/progress.ts';
import type { Verdict } from '#src/model/states.ts';
import type { Repaired } from './apply-mismatches.ts';
import type { MarkedSides } from './compare-messages.ts';
import type { Difference, DifferenceKind } from './difference.ts';
import type { SampleQueriesPort } from './sample-queries-port.ts';
import type { VerificationPorts } from './verification-ports.ts';

export interface VerificationRequest extends VerificationPorts {
  /** Made anew from the source of now and the target as it was before the first write. */
  readonly plan: MigrationPlan;
  readonly baseline: TargetInventory;
  /** Null where the engine cannot be asked; then a finding says so. */
  readonly sampleQueries: SampleQueriesPort | null;
  /** Given for `--repair`, else null: then nothing is written anywhere but into `workDir`. */
  readonly repair: {
    readonly target: TargetPort;
    /**
     * Whether the migration has come to that message of the target. Nothing is written beyond, and what stands there and
     * differs makes way: to copy it is for the next pass, which goes by its checkpoints.
     */
    isCopied(newChannelId: number, chatId: bigint): boolean;
    /** Keeps what was done in the journal's audit chain. */
    record(event: string, detail: Readonly<Record<string, unknown>>): Promise<void>;
  } | null;
  readonly marks: MarkedSides;
  /** Rooms, and parts of large rooms, compared at once. */
  readonly concurrency: number;
  /** Absolute; gets the file of differences. Null keeps none. */
  readonly workDir: string | null;
  readonly progress: Progress;
  readonly stop: AbortSignal;
  /** Milliseconds since 1970, UTC. */
  now(): number;
}

export interface VerificationResult {
  readonly verdict: Verdict;
  /** `done` or `different`. */
  readonly exit: Extract<ExitName, 'done' | 'different'>;
  readonly planHash: string;
  /** Rows that the plan expects, by kind; `rooms` counts rooms with messages on either side. */
  readonly compared: Readonly<Record<string, number>>;
  /** What `compared` counts without having read it: both sides' marks were those of an earlier comparison. */
  readonly fromMarks: { readonly ranges: number; readonly messages: number };
  /** The first that are left, after repair where it was asked for. */
  readonly differences: readonly Difference[];
  readonly differencesTotal: number;
  readonly differencesByKind: Readonly<Partial<Record<DifferenceKind, number>>>;
  /** JSON Lines of all that are left; null when there is none. */
  readonly differencesFile: string | null;
  /** What `--repair` found and did; null without it. */
  readonly repaired: (Repaired & { readonly found: number; readonly foundFile: string | null }) | null;
  readonly findings: readonly Finding[];
  /** Rows read on both sides, and how fast. */
  readonly rowsRead: number;
  readonly rowsPerSecond: number;
  readonly durationMs: number;
  readonly sourceMark: string;
  readonly targetMark: string;
}
