/** What the parts of one load share: ports, limits, the units as the journal last stored them, and the way to commit. */

import type { MigrationRecord, UnitRecord } from '#src/journal/journal-tables.ts';
import { type Checkpoint, CheckpointMoved, storeCheckpoints } from '#src/journal/units.ts';
import { Stopped } from './errors.ts';
import type { MigrationRequest } from './request.ts';
import { type Patience, retrying } from './retry.ts';
import type { TargetTransaction } from './target-port.ts';

export class LoadContext {
  readonly request: MigrationRequest;
  record: MigrationRecord;
  /** As stored; changed by commits alone. */
  readonly units: Map<string, UnitRecord>;
  readonly patience: Patience;
  readonly #lost: AbortSignal;
  #failed = false;
  #phase = '';
  /** Source rows moved by this run. */
  rowsMoved = 0;

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
    this.patience = patience;
    this.#lost = lost;
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
  }

  /**
   * Commits rows of the target together with the checkpoints that stand for them. When the connection breaks, the stored
   * checkpoint tells whether the commit took place.
   * @param subject for interrupt points and progress
   * @throws CheckpointMoved when another run has been at work
   */
  commit(
    subject: string,
    checkpoints: readonly Checkpoint[],
    write: (transaction: TargetTransaction) => Promise<void>,
  ): Promise<void> {
    return this.commitCounted(subject, async (transaction) => {
      await write(transaction);
      return checkpoints;
    });
  }

  /**
   * The same where only the writing itself tells how many rows there are.
   * @param write gives the checkpoints that stand for what it wrote; called again for another try
   */
  async commitCounted(
    subject: string,
    write: (transaction: TargetTransaction) => Promise<readonly Checkpoint[]>,
  ): Promise<void> {
    const { target, interrupts, progress } = this.request;
    let checkpoints: readonly Checkpoint[] = [];
    await retrying(this.patience, async (triesBefore) => {
      if (triesBefore > 0 && (await this.#isCommitted(checkpoints))) return;
      await target.transaction(async (transaction) => {
        await interrupts('batch:before-write', subject);
        checkpoints = await write(transaction);
        await storeCheckpoints(transaction.journal, checkpoints);
        await interrupts('batch:before-commit', subject);
      });
    });
    let rows = 0;
    for (const { before, after } of checkpoints) {
      this.units.set(after.unitId, after);
      rows += Math.max(0, Number(after.rowsRead - (before?.rowsRead ?? 0n)));
    }
    this.rowsMoved += rows;
    if (rows > 0) progress({ event: 'rows:moved', phase: this.#phase, rows, subject });
    for (const { after } of checkpoints) {
      if (after.state === 'done') progress({ event: 'unit:finished', phase: this.#phase, subject: after.unitId });
    }
    await interrupts('batch:committed', subject);
  }

  /** All checkpoints of a transaction stand or fall together, so one of them tells. */
  async #isCommitted(checkpoints: readonly Checkpoint[]): Promise<boolean> {
    const first = checkpoints[0];
    if (first === undefined) return false;
    const { migrationId, unitId } = first.after;
    const [stored] = await this.request.journal.rows('unit', { migrationId, unitId });
    if (same(stored, first.after)) return true;
    if (stored === undefined ? first.before === null : same(stored, first.before)) return false;
    throw new CheckpointMoved(unitId);
  }
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
