/** Runs the real command line as a child process, the way an operator does. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestDatabases } from './engines.ts';

const ROOT = join(import.meta.dirname, '../..');
/** What `npm run gc2pc` starts: the runtime's flags and the main file. */
export const STARTED: readonly string[] = (
  JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: { gc2pc: string } }
).scripts.gc2pc
  .split(' ')
  .slice(1)
  .map((word) => (word.startsWith('--') ? word : join(ROOT, word)));

export interface CliResult {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** As far as tests look into it. */
export interface CliDocument {
  readonly verb: string;
  readonly ok: boolean;
  readonly exitCode: number;
  readonly findings: readonly { readonly id: string; readonly message: string; readonly hint: string }[];
  readonly nextSteps: readonly string[];
  readonly [field: string]: unknown;
}

export interface CliOptions {
  readonly environment?: Readonly<Record<string, string>>;
  readonly folder: string;
  /** User and group to run as; only root may ask for it. */
  readonly uid?: number;
}

/** A command line at work. */
export interface RunningCli {
  readonly ended: Promise<CliResult>;
  /** Resolves once stderr, as a whole until now, matches; fails when the process ends before. */
  says(what: RegExp): Promise<void>;
  signal(signal: NodeJS.Signals): void;
}

/** Nothing of the caller's own configuration may leak into a test. */
export function childEnvironment(variables: Readonly<Record<string, string>> = {}): Record<string, string> {
  return { PATH: process.env.PATH ?? '', NO_COLOR: '1', ...variables };
}

export function startCli(words: readonly string[], options: CliOptions): RunningCli {
  const { promise: ended, resolve, reject } = Promise.withResolvers<CliResult>();
  const child = spawn(process.execPath, [...STARTED, ...words], {
    cwd: options.folder,
    env: childEnvironment(options.environment),
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(options.uid === undefined ? {} : { uid: options.uid, gid: options.uid }),
  });
  let [stdout, stderr] = ['', ''];
  const listeners = new Set<() => void>();
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    for (const listener of listeners) listener();
  });
  child.on('error', reject);
  child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  return {
    ended,
    says: (what) =>
      new Promise((heard, failed) => {
        const listener = () => {
          if (what.test(stderr)) heard();
        };
        listeners.add(listener);
        listener();
        ended.then(() => failed(new Error(`ended without saying ${what}:\n${stderr}\n${stdout}`)), failed);
      }),
    signal: (signal) => {
      child.kill(signal);
    },
  };
}

export function cli(words: readonly string[], options: CliOptions): Promise<CliResult> {
  return startCli(words, options).ended;
}

/** With `--json`; fails when stdout is not exactly one document, or the exit code is not the one it states. */
export async function cliJson(
  words: readonly string[],
  options: CliOptions,
): Promise<CliResult & { readonly document: CliDocument }> {
  const result = await cli([...words, '--json'], options);
  const document = JSON.parse(result.stdout) as CliDocument;
  if (document.exitCode !== result.code) throw new Error(`says ${document.exitCode}, exits with ${result.code}`);
  return { ...result, document };
}

export function environmentOf(databases: TestDatabases): Record<string, string> {
  return {
    GC2PC_SOURCE_URL: databases.sourceUrl,
    GC2PC_TARGET_URL: databases.targetUrl,
    GC2PC_JOURNAL_DATABASE: databases.journalDatabase,
    ...(databases.sourcePassword === null ? {} : { GC2PC_SOURCE_PASSWORD: databases.sourcePassword }),
    ...(databases.targetPassword === null ? {} : { GC2PC_TARGET_PASSWORD: databases.targetPassword }),
  };
}
