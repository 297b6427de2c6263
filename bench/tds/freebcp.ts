/**
 * FreeTDS freebcp, out into a file and in again. The file holds characters, since the native form is not understood by every
 * server. The password goes in by stdin (`-P -`), not on the command line. A tuning is a batch size and a packet size.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TdsPlace } from '../children/tds-task.ts';
import { NotAvailable, type Sample } from '../measure.ts';
import { type Finished, watch } from '../watched-process.ts';
import { EXPORT_VIEW } from './tds-sql.ts';

export interface Tuning {
  readonly name: string;
  readonly batchRows: number;
  readonly packetBytes: number;
}

export const TUNINGS: readonly Tuning[] = [
  { name: '10k', batchRows: 10_000, packetBytes: 16_384 },
  { name: '100k', batchRows: 100_000, packetBytes: 4_096 },
  { name: '100k-16k', batchRows: 100_000, packetBytes: 16_384 },
];

/** Characters that no message holds: the separators of ASCII. */
const FIELD_END = '\u001f';
const ROW_END = '\u001e\n';

/** Null where there is none. */
export function freetdsVersion(): string | null {
  try {
    execFileSync('freebcp', ['-v'], { stdio: 'ignore' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
  }
  try {
    const told = execFileSync('tsql', ['-C'], { encoding: 'utf8' });
    return /Version:\s+(?:freetds v)?(\S+)/.exec(told)?.[1] ?? 'unknown version';
  } catch {
    return 'unknown version';
  }
}

export class Freebcp {
  readonly #dir: string;
  readonly #environment: Readonly<Record<string, string>>;

  constructor(folder: string) {
    this.#dir = mkdtempSync(join(folder, 'freebcp-'));
    const configuration = join(this.#dir, 'freetds.conf');
    // FreeTDS knows no "encrypt=false" on its command line, and cuts texts at 64 KB unless told.
    writeFileSync(
      configuration,
      '[global]\ntds version = 7.4\nencryption = off\ntext size = 2147483647\nclient charset = UTF-8\n',
    );
    this.#environment = { PATH: process.env.PATH ?? '', FREETDS: configuration, FREETDSCONF: configuration };
  }

  /** @throws NotAvailable where freebcp is missing or the server wants TLS */
  async copy(source: TdsPlace, target: TdsPlace, tuning: Tuning): Promise<Sample> {
    if (freetdsVersion() === null) throw new NotAvailable('freebcp (FreeTDS) is not installed');
    if (source.encrypt || target.encrypt) throw new NotAvailable('freebcp is compared without encryption only');
    const file = join(this.#dir, 'messages.txt');
    const out = await this.#run([EXPORT_VIEW, 'out', file], source, tuning);
    const into = await this.#run(['tblChat', 'in', file, '-b', `${tuning.batchRows}`], target, tuning);
    const [read, written] = [copied(out), copied(into)];
    rmSync(file, { force: true });
    if (read !== written) throw new Error(`freebcp wrote ${read} rows and read back ${written}: ${into.stdout}`);
    const seconds = (ms: number) => (ms / 1000).toFixed(2);
    return {
      wallMs: out.wallMs + into.wallMs,
      rows: written,
      peakRssBytes: Math.max(out.peakRssBytes ?? 0, into.peakRssBytes ?? 0),
      clientCpuMs: (out.clientCpuMs ?? 0) + (into.clientCpuMs ?? 0),
      note: `out ${seconds(out.wallMs)} s, in ${seconds(into.wallMs)} s`,
    };
  }

  remove(): void {
    rmSync(this.#dir, { recursive: true, force: true });
  }

  #run(words: readonly string[], place: TdsPlace, tuning: Tuning): Promise<Finished> {
    const { host, port, user, password, database } = place;
    const login = ['-S', `${host}:${port}`, '-U', user, '-P', '-', '-D', database];
    const form = ['-c', '-t', FIELD_END, '-r', ROW_END, '-A', `${tuning.packetBytes}`];
    return watch('freebcp', [...words, ...form, ...login], { env: this.#environment, stdin: `${password}\n` }).finished;
  }
}

function copied({ stdout, stderr, code }: Finished): number {
  const rows = /(\d+) rows copied/.exec(stdout)?.[1];
  if (rows === undefined || code !== 0) throw new Error(`freebcp ended with ${code}: ${stdout.slice(-500)}${stderr}`);
  return Number(rows);
}
