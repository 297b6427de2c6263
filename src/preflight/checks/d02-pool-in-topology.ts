import { type Check, notKnown, pass, violated } from '../check.ts';
import { NO_POOL } from '../deployment.ts';
import { trustedPorts } from '../forest-objects.ts';
import { chatService, dependency } from '../topology.ts';

export const d02: Check = {
  id: 'D02',
  concern: 'deployment',
  title: 'The Persistent Chat pool is in the published topology, with its next hop',
  requirement: 'The topology has the Persistent Chat pool, and a Front End pool is its next hop.',
  source: 'Deployment checklist for Persistent Chat Server; Add Persistent Chat Server to the topology',
  severity: 'block',
  endangers: 'service',
  results: ['pass', 'block', 'unknown'],
  again: ['cutover'],
  method:
    'Exported topology: the chat service of pool.fqdn and its dependency on a Registrar; without one, LDAP: a trusted service with that name and port 5041',
  manual: 'Run: Get-CsService -PersistentChatServer | fl PoolFqdn, Registrar',
  async look(facts) {
    const { poolFqdn } = facts.settings;
    if (poolFqdn === null) return notKnown(d02, NO_POOL);
    const topology = await facts.topology();
    if (topology.known) {
      const service = chatService(topology.value, poolFqdn);
      if (service === null) {
        return violated(d02, `the exported topology has no Persistent Chat pool ${poolFqdn}`, ADD);
      }
      const hop = dependency(service, /^Registrar$/i);
      if (hop === null || hop === '') return violated(d02, `${poolFqdn} has no Front End pool as its next hop`, HOP);
      return pass(`${poolFqdn}, next hop ${hop}`);
    }
    const forest = await facts.forest();
    if (!forest.known) return notKnown(d02, `${topology.why}, and ${forest.why}`);
    const ports = await trustedPorts(forest.value, poolFqdn);
    if (ports.length === 0) return violated(d02, `the directory has no trusted service of ${poolFqdn}`, ADD);
    if (!ports.includes(SIP_PORT)) return violated(d02, `${poolFqdn} is trusted, but not at port ${SIP_PORT}`, ADD);
    return pass(`the directory has ${poolFqdn} as a trusted service at ${SIP_PORT}`);
  },
};

/** Source: "Ports and protocols for internal servers". */
const SIP_PORT = 5041;
const ADD = 'Add the pool in the Topology Builder and publish; check pool.fqdn.';
const HOP = 'Choose the next hop pool in the properties of the Persistent Chat pool, and publish.';
