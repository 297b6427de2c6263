/** The operator's question to a source that is still in use, asked every few seconds, and what its answer means. */
import { type ExitName, OperatorError } from '#src/model/errors.ts';
import type { LoadProbe } from './load-probe-port.ts';

/** Milliseconds between two questions. */
export const PROBE_EVERY_MS = 5_000;

/** `load.probe.query` has no number for an answer when it is first asked. */
export class ProbeUnusable extends OperatorError {
  readonly code = 'PROBE_UNUSABLE';
  readonly exit: ExitName = 'usage';
  readonly hint =
    'load.probe.query must be one SELECT on the source that returns one number, and the login must be allowed to ask it.';

  constructor(reason: string, cause?: unknown) {
    super(`the probe of the source cannot be used: ${reason}`, cause);
  }
}

export class Probe {
  readonly #port: LoadProbe;
  readonly #query: string;
  readonly #above: number;
  #askedAt: number | null = null;
  #reason: string | null = null;
  #asking: Promise<void> | null = null;

  constructor(port: LoadProbe, query: string, above: number) {
    this.#port = port;
    this.#query = query;
    this.#above = above;
  }

  /**
   * @param now milliseconds
   * @returns why nothing may be loaded now; null when it may
   * @throws ProbeUnusable when the first question of all has no number for an answer
   */
  async look(now: number): Promise<string | null> {
    if (this.#askedAt === null || now - this.#askedAt >= PROBE_EVERY_MS) {
      this.#asking ??= this.#ask(now).finally(() => {
        this.#asking = null;
      });
    }
    if (this.#asking !== null) await this.#asking;
    return this.#reason;
  }

  async #ask(now: number): Promise<void> {
    const isFirst = this.#askedAt === null;
    try {
      const answer = numberOf(await this.#port.ask(this.#query));
      if (answer === null) throw new ProbeUnusable('its answer is no number');
      this.#reason =
        answer > this.#above ? `the probe of the source says ${answer}, more than ${this.#above} (load.probe)` : null;
    } catch (error) {
      if (isFirst) throw error instanceof ProbeUnusable ? error : new ProbeUnusable('the source refuses it', error);
      // Who cannot tell how busy the source is does not load it.
      this.#reason = 'the probe of the source has no answer (load.probe)';
    }
    this.#askedAt = now;
  }
}

function numberOf(value: unknown): number | null {
  if (typeof value !== 'number' && typeof value !== 'bigint' && typeof value !== 'string') return null;
  const number = Number(value);
  return value === '' || !Number.isFinite(number) ? null : number;
}
