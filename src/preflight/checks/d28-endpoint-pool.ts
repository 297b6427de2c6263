import { type Check, notApplicable, notKnown, pass, violated } from '../check.ts';
import { NO_POOL } from '../deployment.ts';
import { applicationContacts } from '../forest-objects.ts';

export const d28: Check = {
  id: 'D28',
  concern: 'deployment',
  title: 'The legacy endpoint leads to the right pool',
  requirement: 'An endpoint with the old SIP URI leads to the Persistent Chat pool that takes over.',
  source: 'Run backward compatibility for Persistent Chat Server; New-CsPersistentChatEndpoint',
  severity: 'warn',
  endangers: 'service',
  results: ['pass', 'warn', 'unknown', 'not-applicable'],
  again: ['cutover'],
  method: 'LDAP: msRTCSIP-ApplicationDestination of the contact with lookup.sipUri, and the FQDN of that service',
  manual: 'Run: Get-CsPersistentChatEndpoint -PersistentChatPoolFqdn POOL_FQDN',
  async look(facts) {
    const { sipUri, poolFqdn } = facts.settings;
    if (sipUri === null) return notKnown(d28, 'lookup.sipUri is not configured');
    if (poolFqdn === null) return notKnown(d28, NO_POOL);
    const forest = await facts.forest();
    if (!forest.known) return notKnown(d28, forest.why);
    const contacts = await applicationContacts(forest.value);
    const legacy = contacts.find(({ uri }) => uri.toLowerCase() === sipUri.toLowerCase());
    if (legacy === undefined) return notApplicable(`no endpoint has ${sipUri} yet`);
    if (legacy.pool === null) return notKnown(d28, `${legacy.dn} names no service that could be read`);
    if (legacy.pool.toLowerCase() === poolFqdn.toLowerCase()) return pass(`${legacy.dn} leads to ${poolFqdn}`);
    const hint = 'Remove it and make it anew with -PersistentChatPoolFqdn.';
    return violated(d28, `${legacy.dn} leads to ${legacy.pool}, not to ${poolFqdn}`, hint);
  },
};
