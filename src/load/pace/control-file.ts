/**
 * What an operator may change while a run goes on: `control.yaml` in the work directory, read again whenever its time or
 * size changes. A file that cannot be understood changes nothing and is reported once; without a file, the configuration
 * holds.
 */
import { readFile, stat } from 'node:fs/promises';
import { parse } from 'yaml';

export const CONTROL_FILE = 'control.yaml';
/** Milliseconds between two looks. */
const CONTROL_EVERY_MS = 1_000;
/** As for `load.concurrency`. */
export const MOST_STREAMS = 32;
const LARGEST_FILE_BYTES = 65_536;

/** What the file does not say is undefined, and left as configured. */
export interface Control {
  readonly concurrency?: number | undefined;
  /** Null = as fast as it goes. */
  readonly maxRowsPerSecond?: number | null | undefined;
}

export type ControlNews =
  | { readonly control: Control; readonly problem: null }
  | { readonly control: null; readonly problem: string };

export class ControlFile {
  readonly #path: string;
  #lookedAt: number | null = null;
  #seen = 'none';

  constructor(path: string) {
    this.#path = path;
  }

  /** @returns null when there is nothing new, or when the last look is not long ago */
  async look(now: number): Promise<ControlNews | null> {
    if (this.#lookedAt !== null && now - this.#lookedAt < CONTROL_EVERY_MS) return null;
    this.#lookedAt = now;
    const state = await this.#state();
    if (state === this.#seen) return null;
    this.#seen = state;
    if (state === 'none') return { control: {}, problem: null };
    try {
      return decodeControl(await readFile(this.#path, 'utf8'));
    } catch (error) {
      return { control: null, problem: `cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'})` };
    }
  }

  async #state(): Promise<string> {
    try {
      const { mtimeMs, size } = await stat(this.#path);
      return size > LARGEST_FILE_BYTES ? 'none' : `${mtimeMs}/${size}`;
    } catch {
      return 'none';
    }
  }
}

export function decodeControl(text: string): ControlNews {
  let values: unknown;
  try {
    values = parse(text) ?? {};
  } catch {
    return refused('is no YAML');
  }
  if (typeof values !== 'object' || values === null || Array.isArray(values)) return refused('must hold keys');
  const { concurrency, maxRowsPerSecond, ...others } = values as Record<string, unknown>;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) return refused(`does not know the key ${unknown.slice(0, 40)}`);
  if (concurrency !== undefined && !isWhole(concurrency, MOST_STREAMS)) {
    return refused(`concurrency must be a whole number from 1 to ${MOST_STREAMS}`);
  }
  if (maxRowsPerSecond !== undefined && maxRowsPerSecond !== null && !isWhole(maxRowsPerSecond)) {
    return refused('maxRowsPerSecond must be a whole number from 1, or null for no limit');
  }
  return { control: { concurrency, maxRowsPerSecond } as Control, problem: null };
}

function isWhole(value: unknown, most = Number.MAX_SAFE_INTEGER): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= most;
}

function refused(problem: string): ControlNews {
  return { control: null, problem };
}
