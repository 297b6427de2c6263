import type { SamplingClock } from '#src/estimate/deadline.ts';

/** A clock that only moves when somebody reads, or when it is told to. */
export class FakeClock implements SamplingClock {
  #now = 1_000;
  readonly #waiting: { at: number; ring: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  wait(ms: number, cancel: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.push({ at: this.#now + ms, ring: resolve });
    cancel.addEventListener('abort', () => resolve(), { once: true });
    return promise;
  }

  pass(ms: number): void {
    this.#now += ms;
    for (const { at, ring } of this.#waiting) if (at <= this.#now) ring();
  }
}
