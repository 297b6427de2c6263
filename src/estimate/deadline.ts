/** A time that work is given: it tells when it is over, and lets nobody wait longer for an answer that does not come. */
export interface SamplingClock {
  /** Milliseconds, from any beginning. */
  now(): number;
  /** Resolves after so many milliseconds, or once `cancel` aborts. */
  wait(ms: number, cancel: AbortSignal): Promise<void>;
}

export class Deadline {
  readonly #clock: SamplingClock;
  readonly #end: number;
  readonly #cancel = new AbortController();
  readonly #timeIsUp: Promise<null>;

  constructor(clock: SamplingClock, budgetMs: number) {
    this.#clock = clock;
    this.#end = clock.now() + budgetMs;
    this.#timeIsUp = clock.wait(budgetMs, this.#cancel.signal).then(() => null);
  }

  get isOver(): boolean {
    return this.#clock.now() >= this.#end;
  }

  /**
   * What the work gave, and how many milliseconds it took; null when the time was up first. Then the work may still end
   * or fail later: that is of no interest any more.
   */
  async timed<T>(work: () => Promise<T>): Promise<{ readonly result: T; readonly ms: number } | null> {
    const startedAt = this.#clock.now();
    const outcome = work().then((result) => ({ result, ms: this.#clock.now() - startedAt }));
    outcome.catch(() => {});
    return Promise.race([outcome, this.#timeIsUp]);
  }

  /** Lets go of the clock. */
  release(): void {
    this.#cancel.abort();
  }
}
