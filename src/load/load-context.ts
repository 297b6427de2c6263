/** What the parts of one load share: ports, limits, the units as the journal last stored them, and the way to commit. */

import type { MigrationRecord, UnitRecord } from '#src/journal/journal-tables.ts';
import { type LockClock, SYSTEM_CLOCK } from '#src/journal/lock.ts';
import { type Checkpoint, CheckpointMoved, rowsOfUnit, storeCheckpoints } from '#src/journal/units.ts';
import type { Turn } from './batch-lanes.ts';
import { DeltaCount } from './delta.ts';
import { Stopped } from './errors.ts';
import { Pace, UNPACED } from './pace/pace.ts';
import type { MigrationRequest } from './request.ts';
import { type Patience, retrying } from './retry.ts';
import type { TargetTransaction } from './target-port.ts';

/** What a batch came to: rows as progress counts them, and milliseconds from its turn to its end. */
export interface CommittedBatch {
  readonly rows: number;
  readonly ms: number;
}

export class LoadContext {
  readonly request: MigrationRequest;
  record: MigrationRecord;
  /** As stored; changed by commits alone. */
  readonly units: Map<string, UnitRecord>;
  readonly patience: Patience;
  readonly pace: Pace;
  readonly #lost: AbortSignal;
  readonly #clock: LockClock;
  #failed = false;
  #phase = '';
  readonly delta = new DeltaCount();
  /** Rows moved by this run, as progress counts them. */
  rowsMoved = 0;
  /** Messages that this run copied inside the server. */
  rowsInServer = 0;

  constructor(
    request: MigrationRequest,
    record: MigrationRecord,
    units: Map<string, UnitRecord>,
    lost: AbortSignal,
    patience: Patience,
  ) {
    this.request = request;
    this.record = record;
    this.units = units;
    this.#lost = lost;
    const { pacing = UNPACED, concurrency, clock = SYSTEM_CLOCK, stop, progress } = request;
    this.#clock = clock;
    this.pace = new Pace({ pacing, concurrency, clock, stop, progress });
    this.patience = { stop, sleep: (ms, cause) => this.pace.recover((each) => patience.sleep(each), ms, cause) };
  }

  get migrationId(): string {
    return this.record.migrationId;
  }

  get revision(): number {
    return this.record.revision;
  }

  enterPhase(phase: string): void {
    this.#phase = phase;
  }

  /** Called at every batch boundary. @throws Stopped, LockLost */
  goOn(): void {
    if (this.#lost.aborted) throw this.#lost.reason;
    if (this.#failed || this.request.stop.aborted) throw new Stopped();
  }

  /** Makes the other workers stop at their next boundary. */
  fail(): void {
    this.#failed = true;
    this.pace.slots.close();
  }

  /**
   * Commits rows of the target together with the checkpoints that stand for them. When the connection breaks, the stored
   * checkpoint tells whether the commit took place.
   * @param subject for interrupt points and progress
   * @throws CheckpointMoved when another run has been at work
   */
  async commit(
    subject: string,
    checkpoints: readonly Checkpoint[],
    write: (transaction: TargetTransaction) => Promise<void>,
  ): Promise<void> {
    await this.commitCounted(subject, async (transaction) => {
      await write(transaction);
      return checkpoints;
    });
  }

  /**
   * The same where only the writing itself tells how many rows there are.
   * @param write gives the checkpoints that stand for what it wrote; called again for another try
   * @param rows that it will probably move, 0 when none travels; null when nobody knows beforehand
   * @param turn of units that other batches checkpoint meanwhile, too: `write` takes it before it makes its checkpoints,
   * and it is let go of once it is known what has become of them
   */
  async commitCounted(
    subject: string,
    write: (transaction: TargetTransaction) => Promise<readonly Checkpoint[]>,
    rows: number | null = null,
    turn: Turn | null = null,
  ): Promise<CommittedBatch> {
    try {
      return await this.#commit(subject, write, rows, turn);
    } finally {
      turn?.release();
    }
  }

  async #commit(
    subject: string,
    write: (transaction: TargetTransaction) => Promise<readonly Checkpoint[]>,
    rows: number | null,
    turn: Turn | null,
  ): Promise<CommittedBatch> {
    const { target, interrupts, progress } = this.request;
    await this.pace.turn(rows ?? 0, () => this.goOn());
    this.goOn();
    const begunAt = this.#clock.now();
    let checkpoints: readonly Checkpoint[] = [];
    await retrying(this.patience, async (triesBefore) => {
      if (triesBefore > 0 && (await this.#isCommitted(checkpoints))) return;
      // Those of the last try are not in the journal; nobody may be kept waiting for this one's while it writes.
      checkpoints = [];
      turn?.release();
      await target.transaction(async (transaction) => {
        await interrupts('batch:before-write', subject);
        checkpoints = await write(transaction);
        await storeCheckpoints(transaction.journal, checkpoints);
        await interrupts('batch:before-commit', subject);
      });
    });
    const ms = this.#clock.now() - begunAt;
    let moved = 0;
    for (const { before, after } of checkpoints) {
      this.units.set(after.unitId, after);
      moved += movedBetween(before, after);
    }
    this.rowsMoved += moved;
    if (rows !== 0) this.pace.correct(moved - (rows ?? 0));
    if (moved > 0) progress({ event: 'rows:moved', phase: this.#phase, rows: moved, subject });
    for (const { after } of checkpoints) {
      if (after.state === 'done') progress({ event: 'unit:finished', phase: this.#phase, subject: after.unitId });
    }
    await interrupts('batch:committed', subject);
    return { rows: moved, ms };
  }

  /** All checkpoints of a transaction stand or fall together, so one of them tells. */
  async #isCommitted(checkpoints: readonly Checkpoint[]): Promise<boolean> {
    const first = checkpoints[0];
    if (first === undefined) return false;
    const { migrationId, unitId } = first.after;
    const [stored] = await this.request.journal.rows('unit', { migrationId, unitId });
    if (same(stored, first.after)) return true;
    if (stored === undefined ? first.before === null : same(stored, first.before)) return false;
    throw new CheckpointMoved([unitId]);
  }
}

/** What is counted from the start again was moved before. */
function movedBetween(before: UnitRecord | null, after: UnitRecord): number {
  return Math.max(0, Number(rowsOfUnit(after) - (before === null ? 0n : rowsOfUnit(before))));
}

function same(stored: UnitRecord | undefined, expected: UnitRecord | null): boolean {
  return (
    stored !== undefined &&
    expected !== null &&
    stored.rowsRead === expected.rowsRead &&
    stored.position === expected.position &&
    stored.state === expected.state &&
    stored.revision === expected.revision &&
    stored.updatedAt === expected.updatedAt
  );
}
