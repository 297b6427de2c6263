/** The words of the command line. */
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { TIERS, type TierName } from './tier.ts';

export const HELP = `npm run bench -- [options] [NAME…]

  --tier sqlite|tds   embedded, or the SQL Server of GC2PC_BENCH_MSSQL_URL (default sqlite)
  --rows N            messages (default 1000000)
  --rounds N          of everything, interleaved (default 3)
  --only NAME…        groups (copies, verification, distance, interrupted, reference, night, affiliations,
                      growth) or single measures; default: every group but the last three of these, which take many
                      times the rows
  --out FILE          JSON; groups that are there and were not measured now stay
  --keep              leaves the filled source databases for the next run
  --minutes N         begins no further round of a group after so long (default 25)
  --folder DIR        where files are made (default: the system's temporary folder)
  --profile VERB      instead: runs migrate, migrate-server or verify under the CPU profiler and tells where time went
`;

export const PROFILED = ['migrate', 'migrate-server', 'verify'] as const;

export interface BenchOptions {
  readonly tier: TierName;
  readonly rows: number;
  readonly rounds: number;
  /** Empty: what is measured by default. */
  readonly only: readonly string[];
  readonly out: string | null;
  readonly keep: boolean;
  readonly minutes: number;
  readonly folder: string;
  readonly profile: (typeof PROFILED)[number] | null;
  readonly help: boolean;
}

export class BadOption extends Error {}

/** @throws BadOption */
export function parseOptions(words: readonly string[]): BenchOptions {
  const { values, positionals } = parsed(words);
  return {
    tier: oneOf('tier', values.tier ?? 'sqlite', TIERS),
    rows: whole('rows', values.rows ?? '1000000', 1_000),
    rounds: whole('rounds', values.rounds ?? '3', 1),
    only: [...(values.only ?? []), ...positionals].flatMap((names) => names.split(',')).filter((name) => name !== ''),
    out: values.out === undefined ? null : resolve(values.out),
    keep: values.keep ?? false,
    minutes: whole('minutes', values.minutes ?? '25', 1),
    folder: resolve(values.folder ?? join(tmpdir(), 'gc2pc-bench')),
    profile: values.profile === undefined ? null : oneOf('profile', values.profile, PROFILED),
    help: values.help ?? false,
  };
}

function parsed(words: readonly string[]) {
  try {
    return parseArgs({
      args: [...words],
      allowPositionals: true,
      options: {
        tier: { type: 'string' },
        rows: { type: 'string' },
        rounds: { type: 'string' },
        only: { type: 'string', multiple: true },
        out: { type: 'string' },
        keep: { type: 'boolean' },
        minutes: { type: 'string' },
        folder: { type: 'string' },
        profile: { type: 'string' },
        help: { type: 'boolean' },
      },
    });
  } catch (error) {
    throw new BadOption(error instanceof Error ? error.message : String(error));
  }
}

function whole(name: string, text: string, least: number): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < least) throw new BadOption(`--${name} takes a number from ${least} on`);
  return value;
}

function oneOf<const T extends string>(name: string, text: string, known: readonly T[]): T {
  const value = known.find((candidate) => candidate === text);
  if (value === undefined) throw new BadOption(`--${name} takes one of ${known.join(', ')}`);
  return value;
}
