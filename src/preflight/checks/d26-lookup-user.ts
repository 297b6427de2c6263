import { text } from '#src/cutover/directory-port.ts';
import { type Check, notKnown, pass, violated } from '../check.ts';
import { applicationContacts, usersOf } from '../forest-objects.ts';

export const d26: Check = {
  id: 'D26',
  concern: 'deployment',
  title: 'The well-known user of the Lookup service is known',
  requirement: 'Exactly one user, enabled for SIP, has the SIP URI by which old clients find Group Chat.',
  source: 'Run backward compatibility for Persistent Chat Server',
  severity: 'block',
  endangers: 'service',
  results: ['pass', 'block', 'unknown'],
  // Gate G06 of the cut-over asks this by itself, at the moment when it counts.
  again: [],
  method: 'LDAP, the whole forest: users whose msRTCSIP-PrimaryUserAddress is lookup.sipUri, and msRTCSIP-UserEnabled',
  manual: 'Run: Get-CsUser sip:NAME@DOMAIN | fl DistinguishedName, Enabled',
  async look(facts) {
    const { sipUri } = facts.settings;
    if (sipUri === null) return notKnown(d26, 'lookup.sipUri is not configured');
    const forest = await facts.forest();
    if (!forest.known) return notKnown(d26, forest.why);
    const users = await usersOf(forest.value, sipUri);
    const [user] = users;
    if (user === undefined) {
      const contacts = await applicationContacts(forest.value);
      if (contacts.some(({ uri }) => uri.toLowerCase() === sipUri.toLowerCase())) {
        return pass(`no user has ${sipUri} any more: it is the endpoint’s already`);
      }
      return violated(d26, `no user has ${sipUri}`, 'Set lookup.sipUri to the address that the clients use.');
    }
    if (users.length > 1) {
      return violated(d26, `${users.length} users have ${sipUri}`, 'Take the address away from all but the right one.');
    }
    if (text(user, 'msRTCSIP-UserEnabled')?.toUpperCase() !== 'TRUE') {
      return violated(d26, `${user.dn} is not enabled for SIP`, 'Check that it is the Lookup service’s account.');
    }
    return pass(`${user.dn} has ${sipUri}`);
  },
};
