/**
 * Joins what verbs may open with the engines that answer, from a configuration. Part of the composition root, and apart
 * from the process, so that a run within another process joins them the same way. What is opened is loaded then.
 */
import { armedInterrupts } from './commands/interrupt-arming.ts';
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
import { besideOf } from './engines/open-beside.ts';
import { openLoadProbe } from './engines/open-load-probe.ts';
import { openMarks } from './engines/open-marks.ts';
import { openSampleQueries } from './engines/open-sample-queries.ts';
import { openSqlFacts } from './engines/open-sql-facts.ts';
import { PowerShellEndpointDriver } from './engines/powershell/powershell-endpoint.ts';
import { Sharing } from './engines/sharing.ts';
import { forkedStages } from './stage-process.ts';

export function buildWorld(configuration: Configuration): World {
  const { journalDatabase } = configuration;
  const sharing = new Sharing();
  const source = () => needed(configuration.source, 'source');
  const target = () => needed(configuration.target, 'target');
  return {
    source: async () => await openSource(source(), sharing),
    targetReader: async () => await openTargetReader(target(), sharing),
    loadProbe: async () => await openLoadProbe(source(), sharing),
    sampleQueries: async () => await openSampleQueries(target(), sharing),
    marks: async (side) => await openMarks(side === 'source' ? source() : target(), side, sharing),
    description: async (side) => {
      const { openDescription } = await import('./engines/open-description.ts');
      return await openDescription(side === 'source' ? source() : target(), side);
    },
    doctors: async () => {
      const { openDoctors } = await import('./engines/open-doctor.ts');
      return await openDoctors(configuration);
    },
    beside: async () => await besideOf(source(), target(), sharing),
    target: async (beside) => await openTarget(target(), journalDatabase, beside, sharing),
    journalReader: async () => await openJournalReader(target(), journalDatabase, sharing),
    journal: async () => await openJournal(target(), journalDatabase, sharing),
    fixtureStore: async (side) => await openFixtureStore(side === 'source' ? source() : target(), { create: true }),
    directory: async () => {
      const { openDirectory } = await import('./engines/open-directory.ts');
      return await openDirectory(configuration);
    },
    fence: async (side) => {
      const { openFence } = await import('./engines/open-fence.ts');
      return await openFence(side === 'source' ? source() : target());
    },
    sqlFacts: async (side) => {
      if (side === 'source') return await openSqlFacts(source(), 'source', null, sharing);
      if (side === 'target') return await openSqlFacts(target(), 'target', journalDatabase, sharing);
      // It is looked at, not written to: the rights of a reader are what counts.
      return await openSqlFacts(needed(configuration.compliance, 'compliance'), 'source', null, sharing);
    },
    network: () => new NodeNetwork({ nameServers: configuration.preflight.nameServers }),
    fileStore: () => new MountedFileStore(),
    powershellEndpoint: () => new PowerShellEndpointDriver(configuration.endpoint.powershell),
    stages: () => forkedStages,
    interrupts: armedInterrupts(process.env),
  };
}

function needed(address: DatabaseAddress | null, side: 'source' | 'target' | 'compliance'): DatabaseAddress {
  if (address === null) throw new SettingMissing(`${side}.url`, `GC2PC_${side.toUpperCase()}_URL`);
  return address;
}
