/** What the cut-over hears of the deployment: what was seen lately under this configuration, and the rest looked at again. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CUTOVER_CHECKS, deploymentEvidence } from '#src/commands/deployment-evidence.ts';
import { preflightHash } from '#src/commands/preflight-hash.ts';
import { Resources } from '#src/commands/resources.ts';
import type { VerbContext } from '#src/commands/verb.ts';
import type { Configuration } from '#src/config/configuration.ts';
import { defaultConfiguration } from '#src/config/read.ts';
import type { Forest } from '#src/cutover/directory-port.ts';
import { ALL_CHECKS } from '#src/preflight/all-checks.ts';
import type { CheckOutcome, Result } from '#src/preflight/check.ts';
import { PreflightRecord, RECORD_FILE } from '#src/preflight/record.ts';
import { NOW } from './facts.ts';

const HOUR_MS = 3_600_000;
const POOL = 'pcpool.contoso.com';
let folder: string;
let asked: string[];
let addresses: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gc2pc-evidence-'));
  asked = [];
  addresses = ['10.0.0.1'];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function configuration(changes: Partial<Configuration> = {}): Configuration {
  return { ...defaultConfiguration(folder), workDir: folder, pool: { fqdn: POOL }, ...changes };
}

/** Nothing is configured but the pool, so that the name service is all there is to ask. */
async function evidence(changes: Partial<Configuration> = {}, keep = false) {
  const world = {
    network: () => ({
      resolve: async (name: string) => {
        asked.push(name);
        return addresses;
      },
      connect: async () => ({ reached: false, refused: false, why: 'no answer' }),
      tls: async () => Promise.reject(new Error('no answer')),
    }),
    fileStore: () => ({ facts: async () => null, probe: async () => 'not there' }),
    source: async () => Promise.reject(new Error('not configured')),
    targetReader: async () => Promise.reject(new Error('not configured')),
    sqlFacts: async () => Promise.reject(new Error('not configured')),
    fence: async () => Promise.reject(new Error('not configured')),
  };
  const verb = {
    configuration: configuration(changes),
    world,
    now: () => NOW,
    stop: new AbortController().signal,
    progress: () => {},
  } as unknown as VerbContext;
  const silent = { describe: async () => Promise.reject(new Error('silent')) };
  const forest = { primary: silent, others: new Map(), globalCatalogue: null } as unknown as Forest;
  const checks = await deploymentEvidence(verb, new Resources(), { forest, keep })();
  return { checks, d21: checks.find(({ id }) => id === 'D21') };
}

function outcomes(result: Result): CheckOutcome[] {
  return CUTOVER_CHECKS.map(({ id, title, requirement, source, severity, endangers }) => {
    const words = { title, requirement, source, looked: 'seen before', hint: result === 'pass' ? '' : 'Do.' };
    return { ...words, id, severity, endangers, result };
  });
}

const keep = (result: Result, hoursAgo: number, changes: Partial<Configuration> = {}) =>
  new PreflightRecord(folder).keep(preflightHash(configuration(changes)), outcomes(result), NOW - hoursAgo * HOUR_MS);

test('looks at everything where nothing was recorded, and a what-if writes nothing', async () => {
  const { checks, d21 } = await evidence();
  expect(checks.map(({ id }) => id)).toEqual(CUTOVER_CHECKS.map(({ id }) => id));
  expect(d21).toMatchObject({ result: 'pass', at: NOW, endangers: 'service' });
  expect(checks.filter(({ result }) => result === 'pass').map(({ id }) => id)).toEqual(['D21']);
  expect(existsSync(join(folder, RECORD_FILE))).toBe(false);
});

test('keeps what it looked at when it carries out, so that the next look is spared', async () => {
  await evidence({}, true);
  expect(asked).toEqual([POOL]);
  expect((await evidence({}, true)).d21).toMatchObject({ result: 'pass', at: NOW });
  expect(asked).toEqual([POOL]);
});

test('believes what was seen within maxAgeHours, and looks again afterwards', async () => {
  await keep('pass', 23.9);
  expect((await evidence()).d21).toMatchObject({ looked: 'seen before', at: NOW - 23.9 * HOUR_MS });
  expect(asked).toEqual([]);
  const { preflight } = configuration();
  expect((await evidence({ preflight: { ...preflight, maxAgeHours: 23 } })).d21?.at).toBe(NOW);
  expect(asked).toEqual([POOL]);
});

test('believes nothing that was seen under another configuration, or with another topology', async () => {
  await keep('pass', 1);
  await evidence({ lookup: { sipUri: 'sip:other@contoso.com', removal: 'delete' } });
  expect(asked).toEqual([POOL]);
  const topologyFile = join(folder, 'topology.xml');
  writeFileSync(topologyFile, '<one/>');
  const exported = { preflight: { ...configuration().preflight, topologyFile } };
  await keep('pass', 1, exported);
  await evidence(exported);
  expect(asked).toEqual([POOL]);
  writeFileSync(topologyFile, '<two/>');
  await evidence(exported);
  expect(asked).toEqual([POOL, POOL]);
});

test('what was found wrong is looked at again at once; what was not known stays so until pre-flight runs', async () => {
  await keep('block', 1);
  expect((await evidence()).d21?.result).toBe('pass');
  addresses = [];
  expect((await evidence()).d21?.result).toBe('block');
  await keep('unknown', 0.5);
  expect((await evidence()).d21).toMatchObject({ result: 'unknown', looked: 'seen before' });
});

test('a record that was altered proves nothing, and stops nothing', async () => {
  writeFileSync(join(folder, RECORD_FILE), '{"at":1}\n');
  expect((await evidence({}, true)).d21?.result).toBe('pass');
});

test('a secret is no part of the hash of the configuration, and every setting that checks look at is', () => {
  const hash = (changes: Partial<Configuration>) => preflightHash(configuration(changes));
  const { preflight, directory, load } = configuration();
  const same = hash({});
  expect(hash({ load: { ...load, batchRows: 17 } })).toBe(same);
  expect(hash({ preflight: { ...preflight, maxAgeHours: 1 } })).toBe(same);
  for (const changes of [
    { pool: { fqdn: 'other.contoso.com' } },
    { directory: { ...directory, url: 'ldaps://dc9' } },
    { window: { from: 1, to: 2 } },
    { target: { engine: 'sqlite', file: '/elsewhere' } },
    { preflight: { ...preflight, operator: 'ann' } },
    { preflight: { ...preflight, answers: new Map([['users', '7']]) } },
  ] satisfies Partial<Configuration>[])
    expect(hash(changes)).not.toBe(same);
});

test('leaves to the other gates what they look at themselves', () => {
  const left = ALL_CHECKS.filter(({ concern, again }) => concern === 'deployment' && !again.includes('cutover'));
  expect(left.map(({ id }) => id)).toEqual(['D26', 'D27', 'D31', 'D32', 'D33']);
});
