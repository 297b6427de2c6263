import { type Check, notKnown, pass, violated } from '../check.ts';
import { chatServers } from '../deployment.ts';

export const d18: Check = {
  id: 'D18',
  concern: 'deployment',
  title: 'A single-computer pool stays one for ever',
  requirement: 'A pool that was made as a single-computer pool can never be given more servers.',
  source: 'Capacity planning for Persistent Chat Server',
  severity: 'info',
  endangers: 'service',
  results: ['pass', 'warn', 'unknown'],
  again: ['cutover'],
  method: 'Exported topology: computers of the pool',
  manual: 'Run: Get-CsPool POOL_FQDN | fl Computers',
  async look(facts) {
    const servers = await chatServers(facts);
    if (!servers.known) return notKnown(d18, servers.why);
    if (servers.value.length > 1) return pass(`the pool has ${servers.value.length} servers`);
    const hint = 'Make a multiple-computer pool before the weekend if more than 20,000 users are to come.';
    return violated(d18, `the pool has one server, ${servers.value[0]}`, hint);
  },
};
