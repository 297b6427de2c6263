import { type Check, notApplicable, notKnown, pass, violated } from '../check.ts';
import { NO_POOL } from '../deployment.ts';
import { chatService, dependency, isStandardEdition, poolOf } from '../topology.ts';

export const d17: Check = {
  id: 'D17',
  concern: 'deployment',
  title: 'On a Standard Edition server the pool has the name of the server',
  requirement: 'With Standard Edition the FQDN of the Persistent Chat pool is that of the Standard Edition server.',
  source: 'Deployment checklist for Persistent Chat Server',
  severity: 'block',
  endangers: 'service',
  results: ['pass', 'block', 'unknown', 'not-applicable'],
  again: ['cutover'],
  method: 'Exported topology: the next hop pool; where it is a single server of its own name, the names are compared',
  manual: 'Run: Get-CsService -PersistentChatServer | fl PoolFqdn, Registrar',
  async look(facts) {
    const { poolFqdn } = facts.settings;
    if (poolFqdn === null) return notKnown(d17, NO_POOL);
    const topology = await facts.topology();
    if (!topology.known) return notKnown(d17, topology.why);
    const service = chatService(topology.value, poolFqdn);
    const hop = service === null ? null : dependency(service, /^Registrar$/i);
    const front = hop === null ? null : poolOf(topology.value, hop);
    if (front === null) return notKnown(d17, `the exported topology has no next hop pool of ${poolFqdn}`);
    if (!isStandardEdition(front)) return notApplicable(`${front.fqdn} is no Standard Edition server`);
    if (front.fqdn.toLowerCase() === poolFqdn.toLowerCase()) return pass(`${poolFqdn} is the Standard Edition server`);
    const looked = `the Standard Edition server is ${front.fqdn}, the pool ${poolFqdn}`;
    return violated(d17, looked, 'Define the Persistent Chat pool under the name of the Standard Edition server.');
  },
};
