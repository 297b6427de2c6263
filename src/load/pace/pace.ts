/**
 * How fast a load may go: rows a second, a pause file, a probe of the source, and the control file that changes some of
 * it. No batch begins while one of them says no; whoever waits can be told why, and stops waiting when told to stop.
 */
import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import type { LockClock } from '#src/journal/lock.ts';
import type { Progress } from '#src/model/progress.ts';
import { ControlFile } from './control-file.ts';
import type { LoadProbe } from './load-probe-port.ts';
import { Probe } from './probe.ts';
import { StreamSlots } from './stream-slots.ts';
import { TokenBucket } from './token-bucket.ts';
import { waitUnlessStopped } from './wait.ts';

/** Milliseconds between two looks at what holds a load up. */
const LOOK_EVERY_MS = 500;
/** A limit that has not made anybody wait for so long is no longer the reason, milliseconds. */
const RATE_SHOWS_MS = 5_000;

export interface Pacing {
  /** Milliseconds that a batch shall take. */
  readonly targetBatchMs: number;
  /** Of all streams together; null = as fast as it goes. */
  readonly maxRowsPerSecond: number | null;
  /** Absolute; while it exists no batch begins. */
  readonly pauseFile: string | null;
  /** Absolute; see `ControlFile`. */
  readonly controlFile: string | null;
  readonly probe: { readonly port: LoadProbe; readonly query: string; readonly above: number } | null;
}

export const UNPACED: Pacing = {
  targetBatchMs: 1_000,
  maxRowsPerSecond: null,
  pauseFile: null,
  controlFile: null,
  probe: null,
};

export interface PaceParts {
  readonly pacing: Pacing;
  readonly concurrency: number;
  readonly clock: LockClock;
  readonly stop: AbortSignal;
  readonly progress: Progress;
}

export class Pace {
  readonly slots: StreamSlots;
  readonly #parts: PaceParts;
  readonly #bucket: TokenBucket;
  readonly #probe: Probe | null;
  readonly #control: ControlFile | null;
  #reason: string | null = null;
  #held: string | null = null;
  #rateHeldAt: number | null = null;
  #recovering = 0;
  #recovery: string | null = null;
  #heard: (reason: string | null) => Promise<void> = async () => {};

  constructor(parts: PaceParts) {
    const { pacing, concurrency, clock } = parts;
    this.#parts = parts;
    this.slots = new StreamSlots(concurrency);
    this.#bucket = new TokenBucket(pacing.maxRowsPerSecond, clock.now());
    this.#probe = pacing.probe === null ? null : new Probe(pacing.probe.port, pacing.probe.query, pacing.probe.above);
    this.#control = pacing.controlFile === null ? null : new ControlFile(pacing.controlFile);
  }

  /** Why the load does not go as fast as it could; null when nothing holds it up. */
  get reason(): string | null {
    return this.#reason;
  }

  get targetBatchMs(): number {
    return this.#parts.pacing.targetBatchMs;
  }

  /** The most rows of a batch: what one second allows, so that a slow load goes in small steps. */
  get mostRows(): number {
    return this.#bucket.rowsPerSecond ?? Number.POSITIVE_INFINITY;
  }

  /** Someone who writes the reason down each time that it changes. */
  listen(heard: (reason: string | null) => Promise<void>): void {
    this.#heard = heard;
  }

  /**
   * Returns when a batch may begin, or when the run is told to stop.
   * @param rows that it will probably move
   * @param goOn throws when the run must end for another reason
   */
  async turn(rows: number, goOn: () => void): Promise<void> {
    const { clock, stop } = this.#parts;
    for (;;) {
      goOn();
      await this.lookAtControl();
      const held = await this.#lookAround();
      this.#held = held;
      const waitMs = held === null ? this.#bucket.waitMs(clock.now()) : LOOK_EVERY_MS;
      if (held === null && waitMs > 0) this.#rateHeldAt = clock.now();
      await this.#tell();
      // Between the look and here another stream may have taken the rows.
      if (held === null && this.#bucket.waitMs(clock.now()) === 0) {
        this.#bucket.take(rows);
        return;
      }
      if (stop.aborted) return;
      await waitUnlessStopped((ms) => clock.sleep(ms), Math.min(LOOK_EVERY_MS, Math.max(1, waitMs)), stop);
    }
  }

  /** A batch moved so many rows more than `turn` was told. */
  correct(rows: number): void {
    this.#bucket.take(rows);
  }

  /** Waits before another try of what failed for a passing reason. */
  async recover(sleep: (ms: number) => Promise<void>, ms: number, cause: unknown): Promise<void> {
    this.#recovering += 1;
    this.#recovery = `trying again after ${nameOf(cause)}`;
    // The database that would have to write the reason down may be the one that failed.
    void this.#tell();
    await waitUnlessStopped(sleep, ms, this.#parts.stop);
    this.#recovering -= 1;
    if (this.#recovering === 0) this.#recovery = null;
    void this.#tell();
  }

  async #lookAround(): Promise<string | null> {
    const { pacing, clock } = this.#parts;
    if (pacing.pauseFile !== null && existsSync(pacing.pauseFile)) {
      return `the pause file ${basename(pacing.pauseFile)} exists (load.pauseFile)`;
    }
    return this.#probe === null ? null : this.#probe.look(clock.now());
  }

  #rateReason(): string | null {
    const rate = this.#bucket.rowsPerSecond;
    if (rate === null || this.#rateHeldAt === null) return null;
    if (this.#parts.clock.now() - this.#rateHeldAt > RATE_SHOWS_MS) return null;
    return `no more than ${rate.toLocaleString('en-US')} rows a second are allowed (maxRowsPerSecond)`;
  }

  async #tell(): Promise<void> {
    const reason = this.#held ?? this.#rateReason() ?? this.#recovery;
    if (reason === this.#reason) return;
    this.#reason = reason;
    this.#parts.progress({ event: 'wait:changed', reason });
    await this.#heard(reason).catch(() => {});
  }

  /** Takes over what the control file says, if it says something new. */
  async lookAtControl(): Promise<void> {
    const { pacing, concurrency, clock, progress } = this.#parts;
    const news = await (this.#control?.look(clock.now()) ?? null);
    if (news === null) return;
    const name = basename(pacing.controlFile ?? '');
    if (news.control === null) {
      progress({ event: 'note:given', text: `${name} ${news.problem}; it is ignored` });
      return;
    }
    const streams = news.control.concurrency ?? concurrency;
    const rate = news.control.maxRowsPerSecond === undefined ? pacing.maxRowsPerSecond : news.control.maxRowsPerSecond;
    this.slots.setLimit(streams);
    this.#bucket.setRate(rate, clock.now());
    const most = rate === null ? 'no limit of rows' : `at most ${rate.toLocaleString('en-US')} rows a second`;
    progress({ event: 'note:given', text: `${name}: ${streams} streams, ${most}` });
  }
}

/** Codes of errors, never their messages: those may quote rows. */
function nameOf(cause: unknown): string {
  const code = (cause as { code?: unknown } | null)?.code;
  if (typeof code === 'string' && /^[A-Z][A-Z_]+$/.test(code)) return code;
  return cause instanceof Error ? cause.name : 'a failure';
}
