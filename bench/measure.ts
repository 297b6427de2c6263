/** What is measured: one sample per round and name. Times are wall clock; nothing here is an estimate. */

export interface Sample {
  /** From start to end of everything that the name stands for, milliseconds. */
  readonly wallMs: number;
  /** Rows that went through in that time. */
  readonly rows: number;
  /** Of gc2pc: its phase `messages` alone, from the first row read to the last one committed. */
  readonly messagesMs?: number;
  /** Largest resident memory of the client process, bytes; absent where it could not be seen. */
  readonly peakRssBytes?: number;
  /** User and system time of the client process, milliseconds. */
  readonly clientCpuMs?: number;
  /** What else a reader must know of this very sample. */
  readonly note?: string;
}

/** Samples of one name, one per round that was run. */
export interface Measure {
  readonly name: string;
  readonly title: string;
  readonly samples: readonly Sample[];
  /** Why there are none, or no more. */
  readonly unavailable: string | null;
}

export type Note = (name: string, sample: Sample) => void;

/**
 * What is run as one piece within a round, and may give samples under several names: what one step leaves behind is what
 * the next one works on. Courses are independent of each other: each begins from a state that it makes itself.
 */
export interface Course {
  /** Name → title of every sample that it may give. */
  readonly gives: Readonly<Record<string, string>>;
  /** Makes the fixtures that it reads, before the first round. */
  prepare?(): Promise<void>;
  /** @throws NotAvailable when this machine or this product cannot do it */
  run(note: Note): Promise<void>;
}

/** Told in the table, where the figures would be. */
export class NotAvailable extends Error {}

export async function timed<R>(work: () => Promise<R>): Promise<{ readonly result: R; readonly wallMs: number }> {
  const begun = performance.now();
  const result = await work();
  return { result, wallMs: performance.now() - begun };
}
