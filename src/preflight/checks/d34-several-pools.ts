import { type Check, notKnown, pass, violated } from '../check.ts';
import { chatPools } from '../topology.ts';

export const d34: Check = {
  id: 'D34',
  concern: 'deployment',
  title: 'Several Persistent Chat pools have a reason',
  requirement: 'More than one Persistent Chat pool is meant for regulatory reasons only.',
  source: 'Deployment checklist for Persistent Chat Server',
  severity: 'info',
  endangers: 'support',
  results: ['pass', 'warn', 'unknown'],
  again: ['cutover'],
  method: 'Exported topology: pools with the chat role',
  manual: 'Run: Get-CsService -PersistentChatServer | fl PoolFqdn',
  async look(facts) {
    const topology = await facts.topology();
    if (!topology.known) return notKnown(d34, topology.why);
    const names = chatPools(topology.value).map(({ fqdn }) => fqdn);
    if (names.length === 0) return notKnown(d34, 'the exported topology has no Persistent Chat pool');
    if (names.length === 1) return pass(`one pool, ${names[0]}`);
    return violated(d34, `${names.length} pools: ${names.join(', ')}`, 'Check that a regulation wants them apart.');
  },
};
