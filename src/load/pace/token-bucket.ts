/**
 * Keeps all streams together at so many rows a second. Rows may be had while the bucket is not in debt, and are paid for
 * afterwards, so that a batch of any size may pass; over any longer time the rate holds.
 */
export class TokenBucket {
  #rowsPerSecond: number | null;
  #balance = 0;
  #at: number;

  /** @param now milliseconds */
  constructor(rowsPerSecond: number | null, now: number) {
    this.#rowsPerSecond = rowsPerSecond;
    this.#at = now;
  }

  get rowsPerSecond(): number | null {
    return this.#rowsPerSecond;
  }

  setRate(rowsPerSecond: number | null, now: number): void {
    this.#fill(now);
    this.#rowsPerSecond = rowsPerSecond;
    if (rowsPerSecond === null) this.#balance = 0;
  }

  /** Milliseconds until rows may be had again; 0 = now. */
  waitMs(now: number): number {
    this.#fill(now);
    if (this.#rowsPerSecond === null || this.#balance >= 0) return 0;
    return Math.ceil((-this.#balance * 1000) / this.#rowsPerSecond);
  }

  /** @param rows negative to give back what was taken too much */
  take(rows: number): void {
    if (this.#rowsPerSecond !== null) this.#balance -= rows;
  }

  /** What was not used is not kept: after a quiet hour there is no rush. */
  #fill(now: number): void {
    const elapsed = Math.max(0, now - this.#at);
    this.#at = now;
    if (this.#rowsPerSecond !== null)
      this.#balance = Math.min(0, this.#balance + (elapsed * this.#rowsPerSecond) / 1000);
  }
}
