/**
 * How the messages of a lot get from the source into transactions of the target. An implementation prepares batches and
 * writes each into a transaction that it is handed; checkpoints, retries, throttling and order are no concern of it.
 */
import type { PageLimits } from '#src/model/messages.ts';
import type { PartWork } from './lots.ts';
import type { RoomPart } from './room-parts.ts';
import type { TargetTransaction } from './target-port.ts';

/** What one batch adds to the books of a part: counts of source rows. read = written + rejected + all that was skipped. */
export interface PartShare {
  readonly part: RoomPart;
  read: number;
  written: number;
  rejected: number;
  /** Rule → rows. */
  skipped: Record<string, number>;
  /** Highest chatId read and written by this batch; null when it was none. */
  lastRead: bigint | null;
  lastWritten: bigint | null;
  /** True when nothing of the part is left up to where its work ends. */
  finished: boolean;
}

/** Everything of one transaction but the checkpoints. */
export interface PreparedBatch {
  /** Of which the shares will be, in their order. */
  readonly parts: readonly RoomPart[];
  /** Source rows that it reads, or an upper bound of them. */
  readonly rows: number;
  /** Rows that are new in the target, where some that its shares count as written are there already. */
  readonly inserted?: number;
  /**
   * Writes rows and rejects. Called again with another transaction when the first one failed for a passing reason.
   * @returns the share of each part, none twice
   */
  write(transaction: TargetTransaction): Promise<readonly PartShare[]>;
  /** Called once it is committed: what it holds is not needed any more. */
  committed?(): void;
  /** Where writing failed for good: other batches that do the same, or null when there is no other way. */
  instead?(error: unknown): AsyncIterable<PreparedBatch> | null;
}

export interface MessagePath {
  /**
   * Batches of one lot in their order; each part's in ascending chatId, the last one of each marked as finished. The next
   * batch is asked for while the last one is being written, so preparing it must not rely on that one.
   * @param limits the largest batch that is wanted at this instant
   */
  batches(lot: readonly PartWork[], limits: () => PageLimits): AsyncIterable<PreparedBatch>;
}

export function emptyShare(part: RoomPart): PartShare {
  return { part, read: 0, written: 0, rejected: 0, skipped: {}, lastRead: null, lastWritten: null, finished: false };
}
