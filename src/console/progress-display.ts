/**
 * Shows progress on stderr: one line that is rewritten on a terminal, a plain line every few seconds elsewhere, so that
 * a log file of eight hours stays readable. Data never goes this way.
 */
import type { Progress, ProgressEvent } from '#src/model/progress.ts';
import { Meter, readingText } from './meter.ts';
import { duration, grouped } from './numbers.ts';
import { oneLine } from './table.ts';

/** Milliseconds between two refreshes of a rewritten line, and between two plain ones. */
const TERMINAL_EVERY_MS = 200;
const PLAIN_EVERY_MS = 5_000;
const ERASE_LINE = '\r\u001b[2K';

export interface Screen {
  readonly isTerminal: boolean;
  /** Characters across; a longer line would wrap and could not be rewritten. */
  columns(): number;
  write(text: string): void;
}

export class ProgressDisplay {
  readonly #screen: Screen;
  readonly #meter: Meter;
  readonly #now: () => number;
  readonly #peakRssBytes: () => number;
  #timer: NodeJS.Timeout | null = null;
  #shownAt = 0;
  #lineOpen = false;

  constructor(screen: Screen, now: () => number, peakRssBytes: () => number) {
    this.#screen = screen;
    this.#now = now;
    this.#peakRssBytes = peakRssBytes;
    this.#meter = new Meter(now);
  }

  readonly progress: Progress = (event) => {
    this.#meter.take(event);
    if (event.event === 'phase:started') this.#begin();
    else if (event.event === 'phase:finished') this.#finish(event);
    else if (event.event === 'note:given') this.line(event.text);
    else if (event.event === 'wait:changed') {
      this.line(event.reason === null ? 'Nothing holds the load up any more.' : `Waiting: ${event.reason}.`);
    } else this.#refresh();
  };

  /** A line of its own, above the rewritten one. */
  line(text: string): void {
    this.#erase();
    this.#screen.write(`${oneLine(text)}\n`);
  }

  close(): void {
    this.#erase();
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }

  #begin(): void {
    this.#shownAt = this.#now();
    // A phase that moves no row for long still has to show that it lives.
    this.#timer ??= setInterval(() => this.#refresh(), this.#screen.isTerminal ? TERMINAL_EVERY_MS : PLAIN_EVERY_MS);
    this.#timer.unref();
    if (this.#screen.isTerminal) this.#show();
  }

  #finish(event: Extract<ProgressEvent, { event: 'phase:finished' }>): void {
    const rows = event.rows > 0 ? ` ${grouped(event.rows)} rows in` : '';
    this.line(`${event.phase}:${rows} ${duration(event.durationMs)}`);
  }

  #refresh(): void {
    const every = this.#screen.isTerminal ? TERMINAL_EVERY_MS : PLAIN_EVERY_MS;
    if (this.#now() - this.#shownAt < every) return;
    this.#show();
  }

  #show(): void {
    const reading = this.#meter.reading();
    if (reading === null) return;
    this.#shownAt = this.#now();
    const text = oneLine(readingText(reading, this.#peakRssBytes()));
    const line = text.slice(0, Math.max(10, this.#screen.columns() - 1));
    this.#screen.write(this.#screen.isTerminal ? `${ERASE_LINE}${line}` : `${text}\n`);
    this.#lineOpen = this.#screen.isTerminal;
  }

  #erase(): void {
    if (this.#lineOpen) this.#screen.write(ERASE_LINE);
    this.#lineOpen = false;
  }
}
