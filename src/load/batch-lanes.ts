/**
 * Batches of one table that are on their way at once: the server writes one while the next is being made, or writes two.
 * They begin in their order and may end in any; only one at a time stores its checkpoint and commits.
 */
import type { StreamSlots } from './pace/stream-slots.ts';

/** The right to store a checkpoint of the table; whoever has it is told of no other commit until it is released. */
export interface Turn {
  take(): Promise<void>;
  /** Does nothing where it is not held. */
  release(): void;
}

export class BatchLanes {
  readonly #slots: StreamSlots;
  readonly #most: number;
  readonly #goOn: () => void;
  readonly #running = new Set<Promise<void>>();
  readonly #waiting: (() => void)[] = [];
  #held = false;
  #failure: { readonly error: unknown } | null = null;

  /**
   * @param slots shared with other tables: bounds the batches that lie in memory
   * @param most of this table at once
   * @param goOn throws when the run must end
   */
  constructor(slots: StreamSlots, most: number, goOn: () => void) {
    this.#slots = slots;
    this.#most = most;
    this.#goOn = goOn;
  }

  /**
   * A batch is asked for once there is room for it.
   * @throws the first failure, once all that were begun have ended
   */
  async each<T>(batches: Iterable<T> | AsyncIterable<T>, load: (batch: T, turn: Turn) => Promise<void>): Promise<void> {
    try {
      await this.#room();
      for await (const batch of batches) {
        if (this.#failure !== null) break;
        this.#goOn();
        this.#begin(load(batch, this.#turn()));
        await this.#room();
      }
    } catch (error) {
      this.#failure ??= { error };
    } finally {
      this.#slots.release();
      await Promise.all(this.#running);
    }
    if (this.#failure !== null) throw this.#failure.error;
  }

  /** Takes a slot for the next batch. */
  async #room(): Promise<void> {
    while (this.#running.size >= this.#most) await Promise.race(this.#running);
    await this.#slots.take();
  }

  #begin(loading: Promise<void>): void {
    const running = loading
      .catch((error: unknown) => {
        this.#failure ??= { error };
      })
      .then(() => {
        this.#running.delete(running);
        this.#slots.release();
      });
    this.#running.add(running);
  }

  #turn(): Turn {
    let mine = false;
    return {
      take: async () => {
        if (this.#held) await new Promise<void>((resolve) => this.#waiting.push(resolve));
        this.#held = true;
        mine = true;
      },
      release: () => {
        if (!mine) return;
        mine = false;
        const next = this.#waiting.shift();
        // Handed on without being let go of, so that nobody comes between.
        if (next === undefined) this.#held = false;
        else next();
      },
    };
  }
}
