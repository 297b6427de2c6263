/**
 * Events in a file of the work directory, for what is to be remembered before there is any journal: one line an event,
 * appended and synced, each bearing the hash of the one before, so that a line that was altered or taken out shows. Two
 * processes may append at once: both then follow the same line, which is no break. A line that a crash left unfinished
 * is dropped.
 */
import { existsSync, readFileSync, truncateSync } from 'node:fs';
import { appendSynced, operator } from './audit.ts';
import { ChainedFileBroken } from './errors.ts';
import { sha256 } from './json.ts';

export interface ChainedLine {
  /** Milliseconds since 1970, UTC. */
  readonly at: number;
  readonly who: string;
  readonly event: string;
  readonly detail: Readonly<Record<string, unknown>>;
  /** Hash of a line before it; of the first one, 64 zeros. */
  readonly previous: string;
  readonly hash: string;
}

const ORIGIN = '0'.repeat(64);

/** Empty where there is no file. @throws ChainedFileBroken */
export function readChainedFile(file: string): ChainedLine[] {
  return parse(file).lines;
}

/**
 * @param detail never a secret, never message text
 * @throws ChainedFileBroken, WorkDirNotWritable
 */
export async function appendToChainedFile(
  file: string,
  { at, event, detail }: Pick<ChainedLine, 'at' | 'event' | 'detail'>,
): Promise<ChainedLine> {
  const { lines, unfinishedFrom } = parse(file);
  if (unfinishedFrom !== null) truncateSync(file, unfinishedFrom);
  const body = { at, who: operator(), event, detail, previous: lines.at(-1)?.hash ?? ORIGIN };
  const line: ChainedLine = { ...body, hash: hashOf(body) };
  await appendSynced(file, `${JSON.stringify(line)}\n`);
  return line;
}

function parse(file: string): { lines: ChainedLine[]; unfinishedFrom: number | null } {
  if (!existsSync(file)) return { lines: [], unfinishedFrom: null };
  const content = readFileSync(file, 'utf8');
  const end = content.lastIndexOf('\n') + 1;
  const seen = new Set([ORIGIN]);
  const rows = content.slice(0, end).split('\n').slice(0, -1);
  const lines = rows.map((row, at) => {
    const line = lineOf(row);
    if (line === null || !seen.has(line.previous)) throw new ChainedFileBroken(file, at + 1);
    seen.add(line.hash);
    return line;
  });
  return { lines, unfinishedFrom: end < content.length ? Buffer.byteLength(content.slice(0, end)) : null };
}

/** Null where it is none, or not what its hash says. */
function lineOf(row: string): ChainedLine | null {
  try {
    const { hash, ...body } = JSON.parse(row) as ChainedLine;
    return hash === hashOf(body) ? { ...body, hash } : null;
  } catch {
    return null;
  }
}

function hashOf({ at, who, event, detail, previous }: Omit<ChainedLine, 'hash'>): string {
  return sha256(JSON.stringify([previous, at, who, event, detail]));
}
