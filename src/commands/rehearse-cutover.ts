/**
 * Cut-over, rollback and cut-over again as stages of a rehearsal: the real verbs, on a directory in a file. Each stage
 * makes the plan, takes its hash, and approves it, as an operator does.
 */
import { join } from 'node:path';
import { writeStandIn } from '#fixtures/directory/stand-in-state.ts';
import type { Configuration } from '#src/config/configuration.ts';
import { type NetworkPort, NetworkUnreachable } from '#src/preflight/network-port.ts';
import { cutoverVerb } from './cutover.ts';
import { rollbackVerb } from './rollback.ts';
import type { Verb } from './verb.ts';
import type { World } from './world.ts';

const EXAMPLE_URI = 'sip:ocschat@contoso.com';
const EXAMPLE_POOL = 'pcpool.contoso.com';
const QUIET_SECONDS = 1;

/** Gates that fixtures cannot open: nobody has rehearsed a rehearsal, and nobody backs its databases up. */
const ACKNOWLEDGED = new Map([
  ['G02', 'this is the rehearsal'],
  ['G03', 'a made-up source needs no backup'],
  ['G04', 'a made-up target needs no backup'],
  ['G15', 'the deployment of a rehearsal is made up'],
  ['G16', 'the deployment of a rehearsal is made up'],
]);

/** A rehearsal asks nobody outside its folder. */
const NO_NETWORK: NetworkPort = {
  resolve: async (name) => Promise.reject(new NetworkUnreachable(name, 'a rehearsal asks no network')),
  connect: async () => ({ reached: false, refused: false, why: 'a rehearsal asks no network' }),
  tls: async (host) => Promise.reject(new NetworkUnreachable(host, 'a rehearsal asks no network')),
};

/** The world of a rehearsal's databases, without the network and the file store of the real one. */
export function rehearsedWorld(world: World): World {
  return { ...world, network: () => NO_NETWORK };
}

/** What a rehearsal adds to a configuration, so that no real directory is opened. */
export function rehearsedDirectory(configuration: Configuration, folder: string): Partial<Configuration> {
  return {
    directory: {
      url: `file:${join(folder, 'directory.json')}`,
      bindDn: null,
      password: null,
      caFile: null,
      domainControllers: [],
    },
    lookup: { ...configuration.lookup, sipUri: configuration.lookup.sipUri ?? EXAMPLE_URI },
    pool: { fqdn: configuration.pool.fqdn ?? EXAMPLE_POOL },
    preflight: { ...configuration.preflight, topologyFile: null, fileStore: null, fileStoreMount: null },
    compliance: null,
    // Neither a cmdlet nor a person is at hand.
    endpoint: { ...configuration.endpoint, via: 'ldap' },
    cutover: {
      ...configuration.cutover,
      backup: 'msdb',
      quietIntervalSeconds: Math.min(QUIET_SECONDS, configuration.cutover.quietIntervalSeconds),
    },
  };
}

export const rehearsedDirectoryVerb: Verb = {
  name: 'fixture directory',
  summary: 'makes up a directory with the well-known user and the pools',
  options: [],
  run: async ({ configuration }) => {
    const file = (configuration.directory.url ?? '').slice('file:'.length);
    writeStandIn(file, {
      sipUri: configuration.lookup.sipUri ?? EXAMPLE_URI,
      poolFqdn: configuration.pool.fqdn ?? EXAMPLE_POOL,
    });
    return { exit: 'done', findings: [], nextSteps: [], data: { directory: file }, text: `Directory: ${file}` };
  },
};

export const rehearsedCutoverVerb = approving(cutoverVerb);
export const rehearsedRollbackVerb = approving(rollbackVerb);

function approving(verb: Verb): Verb {
  return {
    ...verb,
    run: async (outer) => {
      const context = {
        ...outer,
        acknowledged: new Map([...ACKNOWLEDGED, ...outer.acknowledged]),
        interactive: false,
        tell: () => {},
      };
      const shown = await verb.run(context, { dryRun: true }, []);
      if (shown.exit !== 'done') return shown;
      return verb.run(context, { approve: shown.data.planHash }, []);
    },
  };
}
