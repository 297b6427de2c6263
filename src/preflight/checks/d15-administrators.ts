import { texts } from '#src/cutover/directory-port.ts';
import { type Check, notKnown, pass, violated } from '../check.ts';
import { group } from '../forest-objects.ts';

const NAME = 'CsPersistentChatAdministrator';

export const d15: Check = {
  id: 'D15',
  concern: 'deployment',
  title: 'Persistent Chat has an administrator',
  requirement: 'The group CsPersistentChatAdministrator has one member at least.',
  source: 'Deployment checklist for Persistent Chat Server',
  severity: 'warn',
  endangers: 'service',
  results: ['pass', 'warn', 'unknown'],
  again: ['cutover'],
  method: 'LDAP: member of the group CsPersistentChatAdministrator',
  manual: 'Run: Get-ADGroupMember CsPersistentChatAdministrator',
  async look(facts) {
    const forest = await facts.forest();
    if (!forest.known) return notKnown(d15, forest.why);
    const found = await group(forest.value, NAME);
    if (found === null) return violated(d15, `the directory has no group ${NAME}`, 'Run Enable-CsAdForest.');
    const members = texts(found, 'member').length;
    if (members === 0) return violated(d15, `${NAME} has no member`, `Add an administrator to ${NAME}.`);
    return pass(`${NAME} has ${members} member(s)`);
  },
};
