/** A run of messages of one room in the order in which they come: does their order make sense, in itself and beside others. */
import type { CurrentMessage } from '#src/model/messages.ts';

/** What is known of the order of a run of messages. */
export interface Order {
  readonly rows: number;
  /** Ticks; null without messages. */
  readonly firstDate: bigint | null;
  readonly lastDate: bigint | null;
  /** How often a message is older than the one before it. */
  readonly inversions: number;
  /** False when a chatId was not above the one before it. */
  readonly ascending: boolean;
}

export class Sequence implements Order {
  rows = 0;
  firstDate: bigint | null = null;
  lastDate: bigint | null = null;
  inversions = 0;
  ascending = true;
  #id: bigint | null = null;

  add(message: CurrentMessage): void {
    const date = message[2];
    if (this.lastDate === null || this.#id === null) {
      this.firstDate = date;
    } else {
      if (message[1] <= this.#id) this.ascending = false;
      if (date < this.lastDate) this.inversions++;
    }
    this.#id = message[1];
    this.lastDate = date;
    this.rows++;
  }

  /** The same so far; from then on each goes its own way. */
  fork(): Sequence {
    const copy = new Sequence();
    copy.rows = this.rows;
    copy.firstDate = this.firstDate;
    copy.lastDate = this.lastDate;
    copy.inversions = this.inversions;
    copy.ascending = this.ascending;
    copy.#id = this.#id;
    return copy;
  }
}

/** The order of runs that follow each other, as if it had been one. */
export function joined(runs: Iterable<Order>): Order {
  let rows = 0;
  let firstDate: bigint | null = null;
  let lastDate: bigint | null = null;
  let inversions = 0;
  let ascending = true;
  for (const run of runs) {
    if (run.rows === 0) continue;
    if (lastDate !== null && run.firstDate !== null && run.firstDate < lastDate) inversions++;
    inversions += run.inversions;
    rows += run.rows;
    firstDate ??= run.firstDate;
    lastDate = run.lastDate;
    ascending &&= run.ascending;
  }
  return { rows, firstDate, lastDate, inversions, ascending };
}
