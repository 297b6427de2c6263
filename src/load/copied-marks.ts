/**
 * Marks of messages, taken from the very rows that are being copied: what was copied is what they speak of, and nobody
 * reads a message twice. They are worth something when each range of each room was read once, from end to end, and none
 * came after the plan: otherwise their sum is nobody's, and a later pass that goes by it compares what it could have left.
 */
import { MarkSum } from '#src/model/mark-sum.ts';
import type { MessageMark } from '#src/model/marks-port.ts';
import type { MigrationPlan } from '#src/model/plan.ts';

export class CopiedMarks {
  readonly #ends: ReadonlyMap<number, bigint>;
  readonly #sum = new MarkSum();
  #spoilt = false;

  constructor({ rooms }: Pick<MigrationPlan, 'rooms'>) {
    this.#ends = new Map(
      rooms.flatMap(({ bounds }) => (bounds === null ? [] : [[bounds.channelId, bounds.lastChatId]])),
    );
  }

  add(marks: Iterable<MessageMark>): void {
    for (const mark of marks) {
      const end = this.#ends.get(mark.channelId);
      // It holds a message that came after the plan, and that this pass does not copy.
      if (end === undefined || mark.last > end) this.#spoilt = true;
      this.#sum.add(mark);
    }
  }

  /** Null where a mark speaks of a message that was not copied. */
  sum(): string | null {
    return this.#spoilt ? null : this.#sum.toString();
  }
}
