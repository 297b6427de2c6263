import { type Check, notKnown, pass, violated } from '../check.ts';
import { applicationContacts, usersOf } from '../forest-objects.ts';

export const d27: Check = {
  id: 'D27',
  concern: 'deployment',
  title: 'No contact has the SIP URI while the user has it',
  requirement:
    'Before the cut-over no application contact has the SIP URI; afterwards exactly one has it, and no user.',
  source: 'Run backward compatibility for Persistent Chat Server',
  severity: 'block',
  endangers: 'service',
  results: ['pass', 'block', 'unknown'],
  // Gate G07 of the cut-over asks this by itself, at the moment when it counts.
  again: [],
  method: 'LDAP: contacts below CN=Application Contacts with lookup.sipUri, and users with it in the whole forest',
  manual: 'Run: Get-CsPersistentChatEndpoint | fl SipAddress, Identity',
  async look(facts) {
    const { sipUri } = facts.settings;
    if (sipUri === null) return notKnown(d27, 'lookup.sipUri is not configured');
    const forest = await facts.forest();
    if (!forest.known) return notKnown(d27, forest.why);
    const contacts = (await applicationContacts(forest.value)).filter(
      ({ uri }) => uri.toLowerCase() === sipUri.toLowerCase(),
    );
    if (contacts.length === 0) return pass(`no contact has ${sipUri}`);
    const names = contacts.map(({ dn }) => dn).join('; ');
    if (contacts.length > 1) return violated(d27, `${contacts.length} contacts have it: ${names}`, REMOVE);
    const users = await usersOf(forest.value, sipUri);
    if (users.length > 0) return violated(d27, `${names} has it, and ${users[0]?.dn ?? 'a user'} too`, REMOVE);
    return pass(`one contact has ${sipUri}, and no user: the cut-over is done`);
  },
};

const REMOVE = 'Remove the endpoint that is too many: Remove-CsPersistentChatEndpoint.';
