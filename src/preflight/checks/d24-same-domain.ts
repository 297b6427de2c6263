import { dnsNameOf } from '#src/model/distinguished-name.ts';
import { type Check, notKnown, pass, violated } from '../check.ts';
import { chatServers, frontEnds } from '../deployment.ts';
import { computer } from '../forest-objects.ts';

export const d24: Check = {
  id: 'D24',
  concern: 'deployment',
  title: 'The servers are in one domain',
  requirement: 'Persistent Chat, Lync and compliance servers are in the same Active Directory domain.',
  source: 'Capacity planning for Persistent Chat Server',
  severity: 'warn',
  endangers: 'support',
  results: ['pass', 'warn', 'unknown'],
  again: ['cutover'],
  method: 'LDAP: the domains of the computer objects of the pool’s members and of the Front Ends',
  manual: 'Run: Get-ADComputer SERVER | fl DistinguishedName for each of them',
  async look(facts) {
    const chat = await chatServers(facts);
    if (!chat.known) return notKnown(d24, chat.why);
    const front = await frontEnds(facts);
    if (!front.known) return notKnown(d24, front.why);
    const forest = await facts.forest();
    if (!forest.known) return notKnown(d24, forest.why);
    const domains = new Map<string, string>();
    const missing: string[] = [];
    for (const name of new Set([...chat.value, ...front.value])) {
      const entry = await computer(forest.value, name);
      if (entry === null) missing.push(name);
      else domains.set(name, dnsNameOf(entry.dn).toLowerCase());
    }
    if (new Set(domains.values()).size > 1) {
      const seen = [...domains].map(([name, domain]) => `${name} in ${domain}`).join(', ');
      return violated(d24, seen, 'Move the servers into one domain.');
    }
    if (missing.length > 0) return notKnown(d24, `the directory has no computer ${missing.join(', ')}`);
    return pass(`${domains.size} servers in ${[...domains.values()][0] ?? ''}`);
  },
};
