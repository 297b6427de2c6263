/** Interrupts that strike once, at the n-th passage of a named point, and tell whether they did. */
import type { InterruptPoint, Interrupts } from '#src/model/interrupts.ts';

export class Struck extends Error {
  constructor(point: InterruptPoint, subject: string) {
    super(`struck at ${point} ${subject}`);
  }
}

export interface Armed {
  readonly interrupts: Interrupts;
  /** Passages of the point so far. */
  passages(): number;
  struck(): boolean;
}

export function strikeAt(point: InterruptPoint, nth: number): Armed {
  let passages = 0;
  return {
    interrupts: (here, subject) => {
      if (here !== point) return;
      passages += 1;
      if (passages === nth) throw new Struck(point, subject);
    },
    passages: () => passages,
    struck: () => passages >= nth,
  };
}
