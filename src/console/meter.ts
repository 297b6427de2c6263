/** Adds up what the stages tell: which phase, how many rows and rooms, how fast, how long still. Knows no terminal. */
import type { ProgressEvent } from '#src/model/progress.ts';
import { bytes, duration, grouped } from './numbers.ts';

/** A rate is worth an estimate after this long, milliseconds, … */
const ETA_AFTER_MS = 5_000;
/** … and after this share of the rows. */
const ETA_AFTER_SHARE = 0.02;

export interface PhaseReading {
  readonly phase: string;
  readonly rows: number;
  readonly rowsExpected: number | null;
  readonly rooms: number;
  readonly elapsedMs: number;
  readonly rowsPerSecond: number;
  /** Null until it means something. */
  readonly etaMs: number | null;
  /** Why it does not go faster; null when nothing holds it up. */
  readonly waiting: string | null;
}

export class Meter {
  readonly #now: () => number;
  #phase = '';
  #startedAt = 0;
  #rows = 0;
  #rooms = 0;
  #expected: number | null = null;
  #waiting: string | null = null;

  /** @param now milliseconds */
  constructor(now: () => number) {
    this.#now = now;
  }

  take(event: ProgressEvent): void {
    if (event.event === 'phase:started') {
      this.#phase = event.phase;
      this.#startedAt = this.#now();
      this.#rows = 0;
      this.#rooms = 0;
      this.#expected = event.rowsExpected;
    } else if (event.event === 'rows:moved') this.#rows += event.rows;
    else if (event.event === 'wait:changed') this.#waiting = event.reason;
    else if (event.event === 'unit:finished' && isRoom(event.subject)) this.#rooms += 1;
  }

  /** Null before the first phase. */
  reading(): PhaseReading | null {
    if (this.#phase === '') return null;
    const elapsedMs = this.#now() - this.#startedAt;
    const rowsPerSecond = elapsedMs > 0 ? Math.round((this.#rows * 1000) / elapsedMs) : 0;
    return {
      phase: this.#phase,
      rows: this.#rows,
      rowsExpected: this.#expected,
      rooms: this.#rooms,
      elapsedMs,
      rowsPerSecond,
      etaMs: this.#eta(elapsedMs),
      waiting: this.#waiting,
    };
  }

  #eta(elapsedMs: number): number | null {
    const expected = this.#expected;
    if (expected === null || expected <= 0 || this.#rows > expected || elapsedMs < ETA_AFTER_MS) return null;
    if (this.#rows < expected * ETA_AFTER_SHARE) return null;
    return ((expected - this.#rows) * elapsedMs) / this.#rows;
  }
}

/** A part of a room (`room:17/1..40000`) is none. */
function isRoom(subject: string): boolean {
  return subject.startsWith('room') && !subject.includes('/');
}

/** `messages: 412 rooms, 1,204,000 of 5,000,000 rows, 84,000/s, 45 s left, peak 212 MB` */
export function readingText(reading: PhaseReading, peakRssBytes: number): string {
  const of = reading.rowsExpected === null ? '' : ` of ${grouped(reading.rowsExpected)}`;
  const parts = [
    reading.rooms > 0 ? `${grouped(reading.rooms)} rooms` : '',
    reading.rows > 0 ? `${grouped(reading.rows)}${of} rows` : '',
    reading.rowsPerSecond > 0 && reading.elapsedMs >= 1_000 ? `${grouped(reading.rowsPerSecond)}/s` : '',
    reading.etaMs === null ? '' : `${duration(reading.etaMs)} left`,
    `peak ${bytes(peakRssBytes)}`,
    reading.waiting === null ? '' : `waiting: ${reading.waiting}`,
  ];
  return `${reading.phase}: ${parts.filter(Boolean).join(', ')}`;
}
