/**
 * Finds the number of rows with which a batch takes the wanted time. A step goes half the way, as a ratio, and no further
 * than to the double or the half; near the goal nothing changes. So the size closes in from one side, on a server whose
 * batches cost so much each and so much a row, and does not swing.
 */
import type { PageLimits } from '#src/model/messages.ts';

/** A batch of a stream that has not measured anything yet. */
const START_ROWS = 10_000;
/** Below this the fixed cost of a transaction outweighs its rows. */
const LEAST_ROWS = 500;
/** Within this ratio of the goal, up or down, a batch is right. */
const NEAR = 1.25;
const LARGEST_STEP = 2;

export class BatchTuner {
  readonly #most: PageLimits;
  readonly #targetMs: number;
  #rows: number;

  /**
   * @param most bounds that no batch exceeds
   * @param targetMs milliseconds that a batch shall take
   * @param startRows of the first batch, as far as `most` allows
   */
  constructor(most: PageLimits, targetMs: number, startRows: number = START_ROWS) {
    this.#most = most;
    this.#targetMs = targetMs;
    this.#rows = Math.min(most.rows, startRows);
  }

  get limits(): PageLimits {
    return { rows: this.#rows, bytes: this.#most.bytes };
  }

  /** @param rows of the batch, which may be fewer than were asked for */
  took(rows: number, ms: number): void {
    if (rows <= 0) return;
    // A small batch at the end of a room says nothing of a full one, unless even that one was too slow.
    const isFull = rows * 2 >= this.#rows;
    if (!isFull && ms <= this.#targetMs) return;
    const fullMs = isFull ? (ms * this.#rows) / Math.min(rows, this.#rows) : ms;
    const ratio = this.#targetMs / Math.max(fullMs, 1);
    if (ratio < NEAR && ratio > 1 / NEAR) return;
    const step = Math.min(LARGEST_STEP, Math.max(1 / LARGEST_STEP, Math.sqrt(ratio)));
    const wanted = Math.round(this.#rows * step);
    this.#rows = Math.min(this.#most.rows, Math.max(wanted, Math.min(LEAST_ROWS, this.#most.rows)));
  }
}
