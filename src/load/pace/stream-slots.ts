/**
 * Lets so many streams work at once, and no more, though the number changes while they work. Those that have begun come
 * before those that have not; a stream above the number rests between two of its batches.
 */
export class StreamSlots {
  #limit: number;
  #taken = 0;
  #closed = false;
  readonly #resting: (() => void)[] = [];
  readonly #waiting: (() => void)[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  get limit(): number {
    return this.#limit;
  }

  setLimit(limit: number): void {
    this.#limit = limit;
    this.#serve();
  }

  /** Waits for a place; at once after `close`. */
  take(): Promise<void> {
    return this.#queued(this.#waiting);
  }

  release(): void {
    this.#taken -= 1;
    this.#serve();
  }

  /** Called by a stream that holds a place, between two batches: rests while there are too many. */
  async betweenBatches(): Promise<void> {
    if (this.#taken <= this.#limit || this.#closed) return;
    this.#taken -= 1;
    await this.#queued(this.#resting);
  }

  /** Ends every wait, now and later: the run is about to end. */
  close(): void {
    this.#closed = true;
    this.#serve();
  }

  #queued(queue: (() => void)[]): Promise<void> {
    return new Promise((resolve) => {
      queue.push(resolve);
      this.#serve();
    });
  }

  #serve(): void {
    while (this.#closed || this.#taken < this.#limit) {
      const next = this.#resting.shift() ?? this.#waiting.shift();
      if (next === undefined) return;
      this.#taken += 1;
      next();
    }
  }
}
