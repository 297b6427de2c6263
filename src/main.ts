/** The composition root: joins the verbs with the engines and the process around them. Nothing else is decided here. */
import { writeSync } from 'node:fs';
import { execute } from './commands/execute.ts';
import type { Host } from './commands/host.ts';
import { armedInterrupts } from './commands/interrupt-arming.ts';
import { VERBS } from './commands/verbs.ts';
import { VERSION } from './commands/version.ts';
import type { World } from './commands/world.ts';
import type { Configuration, DatabaseAddress } from './config/configuration.ts';
import { SettingMissing } from './config/errors.ts';
import { MountedFileStore } from './engines/file-store/mounted-file-store.ts';
import { NodeNetwork } from './engines/network/node-network.ts';
import {
  openFixtureStore,
  openJournal,
  openJournalReader,
  openSource,
  openTarget,
  openTargetReader,
} from './engines/open.ts';
import { openDescription } from './engines/open-description.ts';
import { openDirectory } from './engines/open-directory.ts';
import { openDoctors } from './engines/open-doctor.ts';
import { openFence } from './engines/open-fence.ts';
import { openSampleQueries } from './engines/open-sample-queries.ts';
import { openSqlFacts } from './engines/open-sql-facts.ts';
import { PowerShellEndpointDriver } from './engines/powershell/powershell-endpoint.ts';
import { peakRssBytes } from './journal/runs.ts';

const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

function buildWorld(configuration: Configuration): World {
  const { journalDatabase } = configuration;
  const source = () => needed(configuration.source, 'source');
  const target = () => needed(configuration.target, 'target');
  return {
    source: async () => await openSource(source()),
    targetReader: async () => await openTargetReader(target()),
    sampleQueries: async () => await openSampleQueries(target()),
    description: async (side) => await openDescription(side === 'source' ? source() : target(), side),
    doctors: async () => await openDoctors(configuration),
    target: async () => await openTarget(target(), journalDatabase),
    journalReader: async () => await openJournalReader(target(), journalDatabase),
    journal: async () => await openJournal(target(), journalDatabase),
    fixtureStore: async (side) => await openFixtureStore(side === 'source' ? source() : target(), { create: true }),
    directory: async () => await openDirectory(configuration),
    fence: async (side) => await openFence(side === 'source' ? source() : target()),
    sqlFacts: async (side) => {
      if (side === 'source') return await openSqlFacts(source(), 'source', null);
      if (side === 'target') return await openSqlFacts(target(), 'target', journalDatabase);
      // It is looked at, not written to: the rights of a reader are what counts.
      return await openSqlFacts(needed(configuration.compliance, 'compliance'), 'source', null);
    },
    network: () => new NodeNetwork(),
    fileStore: () => new MountedFileStore(),
    powershellEndpoint: () => new PowerShellEndpointDriver(configuration.endpoint.powershell),
    at: buildWorld,
    interrupts: armedInterrupts(process.env),
  };
}

function needed(address: DatabaseAddress | null, side: 'source' | 'target' | 'compliance'): DatabaseAddress {
  if (address === null) throw new SettingMissing(`${side}.url`, `GC2PC_${side.toUpperCase()}_URL`);
  return address;
}

/** Written at once, so that nothing is lost at the exit. A reader that went away (`| head`) is no error. */
function writeWhole(descriptor: number, text: string): void {
  let rest = Buffer.from(text, 'utf8');
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(descriptor, rest));
    } catch (cause) {
      const { code } = cause as NodeJS.ErrnoException;
      if (code === 'EPIPE' || code === 'EIO') return;
      if (code !== 'EAGAIN') throw cause;
      // A pipe whose reader is slow: wait for it without turning the event loop.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
}

function onStopSignals(first: (signal: string) => void, second: (signal: string) => void): () => void {
  let seen = 0;
  const handler = (signal: string) => (seen++ === 0 ? first(signal) : second(signal));
  for (const signal of STOP_SIGNALS) process.on(signal, handler);
  return () => {
    for (const signal of STOP_SIGNALS) process.off(signal, handler);
  };
}

const host: Host = {
  words: process.argv.slice(2),
  environment: process.env,
  folder: process.cwd(),
  version: VERSION,
  stdinIsTerminal: process.stdin.isTTY === true,
  screen: {
    isTerminal: process.stderr.isTTY === true && process.env.TERM !== 'dumb',
    columns: () => process.stderr.columns ?? 80,
    write: (text) => writeWhole(2, text),
  },
  out: (text) => writeWhole(1, text),
  now: Date.now,
  peakRssBytes,
  buildWorld,
  onStopSignals,
  exit: (code) => process.exit(code),
};

// A pool that was not closed must not keep the process; everything that matters has been written by now.
process.exit(await execute(host, VERBS));
