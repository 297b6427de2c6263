/** One cut-over or rollback at a time in one work directory. The lock of a process that is gone is taken over. */
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { CutoverLocked } from './cutover-errors-port.ts';

const FILE = 'lock.json';

interface Holder {
  readonly pid: number;
  readonly host: string;
  /** When the process started, as Linux tells it, so that a reused pid is not mistaken for it; null elsewhere. */
  readonly started: string | null;
}

/** @returns what lets go of the lock. */
export function takeLock(folder: string): () => void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, FILE);
  for (let attempt = 0; ; attempt += 1) {
    try {
      const handle = openSync(file, 'wx', 0o600);
      writeSync(
        handle,
        JSON.stringify({ pid: process.pid, host: hostname(), started: startOf(process.pid) } satisfies Holder),
      );
      fsyncSync(handle);
      closeSync(handle);
      return () => rmSync(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const holder = readHolder(file);
      if (attempt > 0 || (holder !== null && isAlive(holder))) {
        throw new CutoverLocked(
          `another cut-over holds ${file} (process ${holder?.pid ?? '?'} on ${holder?.host ?? '?'})`,
        );
      }
      rmSync(file, { force: true });
    }
  }
}

function readHolder(file: string): Holder | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Holder;
  } catch {
    return null;
  }
}

function isAlive(holder: Holder): boolean {
  // Whether a process of another machine lives cannot be told from here.
  if (holder.host !== hostname()) return true;
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  return holder.started === null || startOf(holder.pid) === holder.started;
}

function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}
