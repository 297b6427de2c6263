import { type Check, notKnown, pass, violated } from '../check.ts';
import { NO_POOL } from '../deployment.ts';
import { chatService, dependency, poolOf } from '../topology.ts';

export const d10: Check = {
  id: 'D10',
  concern: 'deployment',
  title: 'A backup SQL Server is defined for disasters',
  requirement: 'For disaster recovery the Persistent Chat pool has a backup (or mirror) SQL Server.',
  source: 'Deployment checklist for Persistent Chat Server',
  severity: 'info',
  endangers: 'service',
  results: ['pass', 'warn', 'unknown'],
  again: ['cutover'],
  method: 'Exported topology: mirror or backup instance of the Persistent Chat store',
  manual: 'Run: Get-CsService -PersistentChatDatabase | fl *; look for a mirror or backup instance',
  async look(facts) {
    const { poolFqdn } = facts.settings;
    if (poolFqdn === null) return notKnown(d10, NO_POOL);
    const topology = await facts.topology();
    if (!topology.known) return notKnown(d10, topology.why);
    const service = chatService(topology.value, poolFqdn);
    if (service === null) return notKnown(d10, `the exported topology has no Persistent Chat pool ${poolFqdn}`);
    const host = dependency(service, /^PersistentChatStore$/i);
    const stores = host === null ? [] : (poolOf(topology.value, host)?.services ?? []);
    const backup = service.backup ?? stores.find(({ role }) => /^PersistentChatStore$/i.test(role))?.backup ?? null;
    if (backup !== null) return pass(`backup SQL Server: ${backup}`);
    return violated(d10, 'the topology names none', 'Define one in the Topology Builder if chat must survive a site.');
  },
};
