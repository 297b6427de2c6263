/**
 * Every difference goes to a file of JSON Lines, keys only; the first ones and the counts stay in memory for the report.
 */
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Difference, DifferenceKind } from './difference.ts';

/** As many as the JSON document shows. */
const SHOWN_DIFFERENCES = 100;
export const DIFFERENCES_FILE = 'differences.jsonl';
/** Lines written at once. */
const BUFFERED_CHARACTERS = 64 << 10;

export class DifferenceLog {
  readonly first: Difference[] = [];
  readonly counts = new Map<DifferenceKind, number>();
  total = 0;
  readonly #path: string | null;
  #handle: number | null = null;
  #buffer = '';

  /** @param workDir null keeps no file; the file is made when the first difference is found */
  constructor(workDir: string | null, name: string = DIFFERENCES_FILE) {
    this.#path = workDir === null ? null : join(workDir, name);
    if (workDir === null || this.#path === null) return;
    mkdirSync(workDir, { recursive: true, mode: 0o700 });
    // A file of an earlier run must not be taken for this one's.
    rmSync(this.#path, { force: true });
  }

  add(difference: Difference): void {
    this.total++;
    this.counts.set(difference.kind, (this.counts.get(difference.kind) ?? 0) + 1);
    if (this.first.length < SHOWN_DIFFERENCES) this.first.push(difference);
    if (this.#path === null) return;
    this.#handle ??= openSync(this.#path, 'w', 0o600);
    this.#buffer += `${JSON.stringify(difference)}\n`;
    if (this.#buffer.length >= BUFFERED_CHARACTERS) this.#flush();
  }

  /** Absolute path when there is something in it, else null. */
  close(): string | null {
    if (this.#handle === null) return null;
    this.#flush();
    closeSync(this.#handle);
    this.#handle = null;
    return this.#path;
  }

  #flush(): void {
    if (this.#handle !== null && this.#buffer !== '') writeSync(this.#handle, this.#buffer);
    this.#buffer = '';
  }
}
