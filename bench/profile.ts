/**
 * Where the processor time of a verb goes: one run under Node's own CPU profiler, self time by who owns the code, and the
 * functions at the top. Sampling costs a few per cent; rates are not taken from here.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Lane, settingsOf } from './courses/gc2pc-migrate.ts';
import type { PROFILED } from './options.ts';

interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  }[];
  readonly samples: readonly number[];
  /** Microseconds since the sample before. */
  readonly timeDeltas: readonly number[];
}

const TOP = 25;

/** First match wins. Paths of the driver as it is installed, with forward slashes. */
const OWNERS: readonly (readonly [string, RegExp])[] = [
  ['driver, writing: bulk load and values', /tedious\/lib\/(bulk-load|data-types\/|tracking-buffer|writable-tracking)/],
  ['driver, reading: tokens and values', /tedious\/lib\/(token\/|value-parser|metadata-parser|guid-parser)/],
  ['driver, packets and connection', /node_modules\/(tedious|mssql|tarn)\//],
  ['gc2pc, engines: decode and hand over', /\/src\/engines\//],
  ['gc2pc, transform', /\/src\/transform\//],
  ['gc2pc, load and verify', /\/src\/(load|verify|extract|journal|model)\//],
  ['gc2pc, everything else', /\/src\//],
  ['other packages', /node_modules\//],
  ['Node itself', /^node:/],
];
const NATIVE: Readonly<Record<string, string>> = {
  '(garbage collector)': 'garbage collection',
  '(idle)': 'idle: waiting for the server or the disk',
  '(program)': 'native code: sockets, SQLite, the runtime',
};

export async function profiled(lane: Lane, verb: (typeof PROFILED)[number]): Promise<string> {
  const { tier, dataset, product } = lane;
  await tier.freshTarget(dataset);
  await tier.settle();
  const folder = mkdtempSync(join(product.dir, 'profile-'));
  const path = verb === 'migrate-server' ? 'server' : 'wire';
  const environment = { ...tier.environment(dataset), ...settingsOf({ path, streams: null }) };
  if (verb === 'verify') await product.run(['migrate'], environment);
  const words = [verb === 'verify' ? 'verify' : 'migrate'];
  const run = await product.ended(product.start(words, environment, ['--cpu-prof', `--cpu-prof-dir=${folder}`]));
  if (run.code !== 0) throw new Error(`gc2pc ${words.join(' ')} ended with ${run.code}: ${run.stderr}`);
  const profiles = readdirSync(folder).map(
    (file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as CpuProfile,
  );
  rmSync(folder, { recursive: true, force: true });
  return profiles.map((profile) => text(profile, dataset.messages)).join('\n\n');
}

function text(profile: CpuProfile, rows: number): string {
  const self = selfTimes(profile);
  const all = [...self.values()].reduce((sum, micros) => sum + micros, 0);
  const owners = new Map<string, number>();
  const functions = new Map<string, number>();
  for (const node of profile.nodes) {
    const micros = self.get(node.id) ?? 0;
    const { functionName, url, lineNumber } = node.callFrame;
    add(owners, ownerOf(functionName, url), micros);
    const short = url.replace(/^.*\/(node_modules|src)\//, '$1/');
    add(functions, `\`${functionName || '(anonymous)'}\` ${short}${url === '' ? '' : `:${lineNumber + 1}`}`, micros);
  }
  return [
    table('who', owners, all, rows, Number.POSITIVE_INFINITY),
    table('function', functions, all, rows, TOP),
    `${(all / 1e6).toFixed(2)} s in all.`,
  ].join('\n\n');
}

function selfTimes({ samples, timeDeltas }: CpuProfile): Map<number, number> {
  const self = new Map<number, number>();
  samples.forEach((id, index) => {
    // The time up to the next sample was spent where this one was taken.
    self.set(id, (self.get(id) ?? 0) + (timeDeltas[index + 1] ?? 0));
  });
  return self;
}

function ownerOf(name: string, url: string): string {
  if (url === '') return NATIVE[name] ?? 'native code: sockets, SQLite, the runtime';
  const path = url.replaceAll('\\', '/');
  return OWNERS.find(([, pattern]) => pattern.test(path))?.[0] ?? 'other code';
}

function add(sums: Map<string, number>, key: string, value: number): void {
  sums.set(key, (sums.get(key) ?? 0) + value);
}

function table(title: string, sums: ReadonlyMap<string, number>, all: number, rows: number, most: number): string {
  const lines = [...sums]
    .filter(([, micros]) => micros > 0)
    .toSorted(([, a], [, b]) => b - a)
    .slice(0, most)
    .map(([key, micros]) => {
      const share = ((micros * 100) / all).toFixed(1);
      return `| ${key} | ${(micros / 1000).toFixed(0)} | ${share} % | ${(micros / rows).toFixed(2)} |`;
    });
  return [`| ${title} | ms | share | µs per message |`, '|---|---:|---:|---:|', ...lines].join('\n');
}
