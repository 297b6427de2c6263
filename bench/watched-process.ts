/**
 * A child process with its time, its processor time and its largest memory, taken from outside so that any program can be
 * compared. Memory and processor time are read from /proc and absent elsewhere.
 */
import { type SpawnOptions, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Milliseconds between two looks; both figures only grow, so at most this much of the end is missed. */
const LOOK_EVERY_MS = 50;
/** Of one tick in /proc/PID/stat on every Linux that Node runs on. */
const TICK_MS = 10;

export interface Finished {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  /** The last of it. */
  readonly stderr: string;
  readonly wallMs: number;
  readonly peakRssBytes?: number;
  readonly clientCpuMs?: number;
}

export interface Watched {
  readonly pid: number;
  readonly finished: Promise<Finished>;
  kill(signal: NodeJS.Signals): void;
}

export function watch(
  program: string,
  words: readonly string[],
  options: Pick<SpawnOptions, 'cwd' | 'env'> & { readonly stdin?: string },
): Watched {
  const { promise, resolve, reject } = Promise.withResolvers<Finished>();
  const begun = performance.now();
  const { stdin, ...rest } = options;
  const child = spawn(program, words, { ...rest, stdio: ['pipe', 'pipe', 'pipe'] });
  const { pid = 0 } = child;
  let seen: Pick<Finished, 'peakRssBytes' | 'clientCpuMs'> = {};
  const look = setInterval(() => {
    seen = lookAt(pid) ?? seen;
  }, LOOK_EVERY_MS);
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-4_000);
  });
  // A program that does not read what it is given is no error.
  child.stdin.on('error', () => {});
  child.stdin.end(stdin ?? '');
  child.on('error', (error) => {
    clearInterval(look);
    reject(error);
  });
  child.on('exit', () => {
    seen = lookAt(pid) ?? seen;
  });
  child.on('close', (code, signal) => {
    clearInterval(look);
    resolve({ code, signal, stdout, stderr, wallMs: performance.now() - begun, ...seen });
  });
  return { pid, finished: promise, kill: (signal) => child.kill(signal) };
}

function lookAt(pid: number): Pick<Finished, 'peakRssBytes' | 'clientCpuMs'> | null {
  try {
    const peak = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    // The name in brackets may hold anything; user and system time are the 12th and 13th field after it.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    const ticks = Number(fields[11]) + Number(fields[12]);
    if (peak === undefined || Number.isNaN(ticks)) return null;
    return { peakRssBytes: Number(peak) * 1024, clientCpuMs: ticks * TICK_MS };
  } catch {
    return null;
  }
}
