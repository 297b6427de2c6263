import { type Check, notKnown, pass, violated } from '../check.ts';
import { fileStorePath } from '../deployment.ts';
import { poolOf } from '../topology.ts';

const UNC = /^\\\\[^\\/:*?"<>|]+\\[^\\/:*?"<>|]+(\\[^\\/:*?"<>|]+)*\\?$/;
const LOCAL = /^([a-z]:\\|\/)/i;

export const d11: Check = {
  id: 'D11',
  concern: 'deployment',
  title: 'The file store is defined and there',
  requirement:
    'The file store exists before the topology is published: a UNC path, or a local path where the pool has one server only.',
  source: 'Add Persistent Chat Server to the topology',
  severity: 'block',
  endangers: 'service',
  results: ['pass', 'block', 'unknown'],
  again: ['cutover'],
  method:
    'preflight.fileStore, else the topology’s file store: its form, the number of servers, and whether it is there (preflight.fileStoreMount where it is mounted elsewhere)',
  manual: 'Run: Get-CsService -FileStore | fl UncPath, then Test-Path on it',
  async look(facts) {
    const path = await fileStorePath(facts);
    if (!path.known) return notKnown(d11, path.why);
    if (!UNC.test(path.value)) {
      if (!LOCAL.test(path.value)) return violated(d11, `${path.value} is no UNC path`, FORM);
      const topology = await facts.topology();
      const { poolFqdn } = facts.settings;
      if (!topology.known || poolFqdn === null) {
        return notKnown(d11, `${path.value} is local; whether the pool has one server only is not known`);
      }
      const servers = poolOf(topology.value, poolFqdn)?.computers.length ?? 0;
      if (servers !== 1) return violated(d11, `${path.value} is local, but ${poolFqdn} has ${servers} servers`, FORM);
    }
    const here = facts.settings.fileStoreMount ?? path.value;
    if ((await facts.fileStore.facts(here)) !== null) return pass(`${path.value} is there`);
    if (facts.settings.fileStoreMount !== null) {
      return violated(d11, `${here} is not there`, 'Mount the file store there, or correct preflight.fileStoreMount.');
    }
    return notKnown(d11, `${path.value} has the right form, but cannot be seen from this computer`);
  },
};

const FORM = 'Give the file store as \\\\SERVER\\SHARE.';
