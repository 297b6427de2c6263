/**
 * The cut-over's own journal: one line an event, appended and synced before the next thing happens, each line's hash
 * covering the one before. It lives beside the before-images, so that the way back does not need any database. A line
 * that a crash left unfinished is dropped; a line that was altered or taken out is refused.
 */
import { createHash } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, ftruncateSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { OperatorError } from '#src/model/errors.ts';
import { syncFolder } from './image-files.ts';

export interface JournalLine {
  readonly seq: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly who: string;
  readonly attempt: number;
  readonly event: string;
  readonly step: string | null;
  readonly detail: Readonly<Record<string, unknown>>;
  readonly hash: string;
}

/** The journal of the cut-over in the work directory does not hold together. */
class CutoverJournalBroken extends OperatorError {
  readonly code = 'CUTOVER_JOURNAL_BROKEN';
  readonly exit = 'gateRefused' as const;
  readonly hint = 'Compare the file with a backup of the work directory; do not go on from a journal that was altered.';
}

const FILE = 'journal.jsonl';
const FIRST_HASH = '0'.repeat(64);

export class CutoverJournal {
  readonly file: string;
  readonly #lines: JournalLine[];
  readonly #who: string;
  readonly #now: () => number;
  readonly #readOnly: boolean;

  /** @param mode `read` touches nothing on the disk, not even an unfinished line */
  constructor(folder: string, who: string, now: () => number, mode: 'write' | 'read' = 'write') {
    this.file = join(folder, FILE);
    this.#who = who;
    this.#now = now;
    this.#readOnly = mode === 'read';
    if (this.#readOnly) this.#lines = readJournal(folder);
    else {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      this.#lines = existsSync(this.file) ? readLines(this.file) : [];
    }
  }

  get lines(): readonly JournalLine[] {
    return this.#lines;
  }

  /** Returns once the line is on the disk. */
  async append(
    attempt: number,
    event: string,
    step: string | null,
    detail: Readonly<Record<string, unknown>> = {},
  ): Promise<JournalLine> {
    if (this.#readOnly) throw new Error(`${event}: a what-if writes no journal`);
    const previous = this.#lines.at(-1);
    const body = { seq: (previous?.seq ?? 0) + 1, at: this.#now(), who: this.#who, attempt, event, step, detail };
    const line: JournalLine = { ...body, hash: hashOf(previous?.hash ?? FIRST_HASH, body) };
    const isNew = !existsSync(this.file);
    const handle = openSync(this.file, 'a', 0o600);
    try {
      writeSync(handle, `${JSON.stringify(line)}\n`);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    if (isNew) syncFolder(join(this.file, '..'));
    this.#lines.push(line);
    return line;
  }
}

/** The lines of a journal without a writer; empty where there is none. Nothing on the disk is changed. */
export function readJournal(folder: string): JournalLine[] {
  const file = join(folder, FILE);
  return existsSync(file) ? parse(file, readFileSync(file, 'utf8')).lines : [];
}

function readLines(file: string): JournalLine[] {
  const content = readFileSync(file, 'utf8');
  const { lines, goodBytes } = parse(file, content);
  if (goodBytes < Buffer.byteLength(content)) {
    const handle = openSync(file, 'r+');
    ftruncateSync(handle, goodBytes);
    fsyncSync(handle);
    closeSync(handle);
  }
  return lines;
}

function parse(file: string, content: string): { lines: JournalLine[]; goodBytes: number } {
  const lines: JournalLine[] = [];
  let hash = FIRST_HASH;
  let goodBytes = 0;
  const rows = content.split('\n');
  rows.forEach((row, index) => {
    if (index === rows.length - 1) return; // Empty, or cut off before its end of line.
    let line: JournalLine;
    try {
      line = JSON.parse(row) as JournalLine;
    } catch (error) {
      throw new CutoverJournalBroken(`line ${index + 1} of ${file} is no entry`, error);
    }
    const { hash: stated, ...body } = line;
    if (stated !== hashOf(hash, body))
      throw new CutoverJournalBroken(`line ${index + 1} of ${file} does not follow the one before`);
    hash = stated;
    goodBytes += Buffer.byteLength(row) + 1;
    lines.push(line);
  });
  return { lines, goodBytes };
}

function hashOf(previous: string, body: Omit<JournalLine, 'hash'>): string {
  return createHash('sha256').update(previous).update(JSON.stringify(body)).digest('hex');
}
