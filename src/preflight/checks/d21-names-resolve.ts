import { type Check, notKnown, pass, violated } from '../check.ts';

export const d21: Check = {
  id: 'D21',
  concern: 'deployment',
  title: 'Name resolution knows the pool and each of its servers',
  requirement:
    'There is an address record for each Persistent Chat server, and for the pool one that leads to every member.',
  source: 'DNS requirements for Persistent Chat servers',
  severity: 'block',
  endangers: 'service',
  results: ['pass', 'block', 'unknown'],
  again: ['cutover'],
  method: 'Resolves pool.fqdn and, with an exported topology, each of its computers, and compares the addresses',
  manual: 'Run: nslookup POOL_FQDN, and nslookup for each of its servers',
  async look(facts) {
    const pool = facts.settings.poolFqdn;
    if (pool === null) return notKnown(d21, 'pool.fqdn is not configured');
    const addresses = await facts.network.resolve(pool);
    if (addresses.length === 0) {
      return violated(d21, `${pool} has no address`, `Add an address record for ${pool} and for each of its servers.`);
    }
    const topology = await facts.topology();
    if (!topology.known) return pass(`${pool} resolves to ${addresses.join(', ')}; its members are not known here`);
    const members = topology.value.pools.find(({ fqdn }) => fqdn.toLowerCase() === pool.toLowerCase())?.computers ?? [];
    if (members.length === 0) return notKnown(d21, `the exported topology has no members for ${pool}`);
    const resolved = await Promise.all(
      members.map(async (name) => ({ name, addresses: await facts.network.resolve(name) })),
    );
    const nameless = resolved.filter((member) => member.addresses.length === 0).map(({ name }) => name);
    if (nameless.length > 0) {
      return violated(d21, `${nameless.join(', ')} without an address`, 'Add an address record for each server.');
    }
    const missing = resolved.filter((member) => !member.addresses.some((address) => addresses.includes(address)));
    if (missing.length > 0) {
      const names = missing.map(({ name }) => name).join(', ');
      return violated(
        d21,
        `${pool} does not lead to ${names}`,
        `Add the address of each server to the record of ${pool}.`,
      );
    }
    return pass(`${pool} leads to all ${members.length} members`);
  },
};
