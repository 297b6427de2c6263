/** Measures gc2pc and its peers side by side. Usage: npm run bench -- --help */
import type { SqlServerAddress } from '#src/config/configuration.ts';
import { parseDatabaseUrl } from '#src/config/database-url.ts';
import type { Lane } from './courses/gc2pc-migrate.ts';
import { type Chosen, chosenGroups } from './groups.ts';
import { commitOf, thisMachine } from './machine.ts';
import { groupMarkdown, resultsMarkdown } from './markdown.ts';
import { BadOption, type BenchOptions, HELP, parseOptions } from './options.ts';
import { Product } from './product.ts';
import { profiled } from './profile.ts';
import { ratiosOf } from './ratios.ts';
import { type GroupResult, merged, type Results, writeResults } from './results.ts';
import { runRounds } from './rounds.ts';
import { SqliteTier } from './sqlite/sqlite-tier.ts';
import { TdsTier } from './tds/tds-tier.ts';
import type { Tier } from './tier.ts';

/** The password is in it, so it is no option: options stand in the process list. */
const URL_VARIABLES = ['GC2PC_BENCH_MSSQL_URL', 'GC2PC_TEST_MSSQL_URL'] as const;

const stop = new AbortController();
// The databases are removed on the way out.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());

try {
  const options = parseOptions(process.argv.slice(2));
  if (options.help) process.stdout.write(HELP);
  else await bench(options);
} catch (error) {
  if (!(error instanceof BadOption)) throw error;
  console.error(`${error.message}\n\n${HELP}`);
  process.exitCode = 2;
}

async function bench(options: BenchOptions): Promise<void> {
  const tier = openTier(options);
  const product = new Product(options.folder);
  try {
    const dataset = tier.dataset({ structure: 'small', messages: options.rows });
    const lane: Lane = { tier, dataset, product };
    const chosen = chosenGroups(lane, options.only);
    await tier.make(dataset);
    if (options.profile !== null) console.log(await profiled(lane, options.profile));
    else await measure(lane, chosen, options);
  } finally {
    product.remove();
    await tier.close(options.keep);
  }
}

async function measure(lane: Lane, chosen: readonly Chosen[], options: BenchOptions): Promise<void> {
  const groups: GroupResult[] = [];
  const [machine, versions] = [thisMachine(), await lane.tier.versions()];
  const results = (): Results => merged(options.out, { tier: lane.tier.name, machine, versions, groups });
  const until = performance.now() + options.minutes * 60_000;
  for (const { group, courses } of chosen) {
    if (stop.signal.aborted) break;
    const tell = (line: string) => console.error(line);
    const measures = await runRounds({ courses, rounds: options.rounds, until, stop: stop.signal, tell });
    if (stop.signal.aborted) break;
    const { name, title } = group;
    const result: GroupResult = {
      name,
      title,
      takenAt: new Date().toISOString(),
      commit: commitOf(),
      rows: options.rows * group.times,
      rounds: Math.max(0, ...measures.map(({ samples }) => samples.length)),
      measures,
      ratios: ratiosOf(name, measures, lane.tier.name),
    };
    groups.push(result);
    console.error(`\n${groupMarkdown(result)}\n`);
    // After each group, so that a run that is stopped leaves what it has.
    if (options.out !== null) writeResults(options.out, results());
  }
  console.log(resultsMarkdown({ tier: lane.tier.name, machine, versions, groups }));
}

function openTier({ tier, folder }: BenchOptions): Tier {
  if (tier === 'sqlite') return new SqliteTier(folder);
  const url = URL_VARIABLES.map((name) => process.env[name]).find((value) => value);
  if (url === undefined)
    throw new BadOption(`--tier tds needs ${URL_VARIABLES[0]}: mssql://USER:PASSWORD@HOST:PORT/master`);
  return new TdsTier(parseDatabaseUrl(url, { folder, passwordAllowed: true }) as SqlServerAddress, folder);
}
