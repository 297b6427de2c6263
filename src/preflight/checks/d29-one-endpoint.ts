import { type Check, notKnown, pass, violated } from '../check.ts';
import { NO_POOL } from '../deployment.ts';
import { applicationContacts } from '../forest-objects.ts';

export const d29: Check = {
  id: 'D29',
  concern: 'deployment',
  title: 'One legacy endpoint to a pool',
  requirement: 'One legacy pool is migrated to one pool of 2013, and one legacy endpoint is enough for it.',
  source: 'Run backward compatibility for Persistent Chat Server; Migration process details',
  severity: 'warn',
  endangers: 'support',
  results: ['pass', 'warn', 'unknown'],
  again: ['cutover'],
  method:
    'LDAP: contacts that lead to pool.fqdn; the installation makes one by itself, the legacy endpoint is a second one',
  manual: 'Run: Get-CsPersistentChatEndpoint -PersistentChatPoolFqdn POOL_FQDN',
  async look(facts) {
    const { sipUri, poolFqdn } = facts.settings;
    if (poolFqdn === null) return notKnown(d29, NO_POOL);
    const forest = await facts.forest();
    if (!forest.known) return notKnown(d29, forest.why);
    const contacts = await applicationContacts(forest.value);
    const own = contacts.filter(({ pool }) => pool?.toLowerCase() === poolFqdn.toLowerCase());
    const others = own.filter(({ uri }) => uri.toLowerCase() !== sipUri?.toLowerCase());
    if (others.length > AUTOMATIC) {
      const looked = `${others.length} endpoints lead to ${poolFqdn}, beside the legacy one`;
      return violated(d29, looked, 'Remove those that no old pool is known by: Remove-CsPersistentChatEndpoint.');
    }
    return pass(`${own.length} endpoint(s) lead to ${poolFqdn}`);
  },
};

const AUTOMATIC = 1;
