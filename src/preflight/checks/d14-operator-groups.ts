import { type Check, notKnown, pass, violated } from '../check.ts';
import { account, group, isMember } from '../forest-objects.ts';

const CHAT_ADMINISTRATORS = 'CsPersistentChatAdministrator';
const PUBLISHERS = ['RTCUniversalServerAdmins', 'Domain Admins'] as const;

export const d14: Check = {
  id: 'D14',
  concern: 'deployment',
  title: 'The operator is in the groups that the work needs',
  requirement:
    'Whoever migrates is in CsPersistentChatAdministrator; to publish the topology takes RTCUniversalServerAdmins and Domain Admins.',
  source: 'Deployment checklist for Persistent Chat Server; Migration process details',
  severity: 'block',
  endangers: 'service',
  results: ['pass', 'warn', 'block', 'unknown'],
  again: ['cutover'],
  method: 'LDAP: the groups of preflight.operator, through groups in groups',
  manual: 'Run as the operator: whoami /groups',
  async look(facts) {
    const { operator } = facts.settings;
    if (operator === null) return notKnown(d14, 'preflight.operator is not configured');
    const forest = await facts.forest();
    if (!forest.known) return notKnown(d14, forest.why);
    const who = await account(forest.value, operator);
    if (who === null) return notKnown(d14, `the directory does not know ${operator}`);
    const administrators = await group(forest.value, CHAT_ADMINISTRATORS);
    if (administrators === null) {
      return violated(d14, `the directory has no group ${CHAT_ADMINISTRATORS}`, 'Run Enable-CsAdForest.');
    }
    if (!(await isMember(forest.value, who, administrators.dn))) {
      return violated(d14, `${operator} is not in ${CHAT_ADMINISTRATORS}`, `Add the account to it, and log in anew.`);
    }
    const missing: string[] = [];
    for (const name of PUBLISHERS) {
      const found = await group(forest.value, name);
      if (found === null || !(await isMember(forest.value, who, found.dn))) missing.push(name);
    }
    if (missing.length > 0) {
      const looked = `${operator} is in ${CHAT_ADMINISTRATORS}, but not in ${missing.join(', ')}`;
      return violated({ severity: 'warn' }, looked, 'Have someone at hand who may publish the topology.');
    }
    return pass(`${operator} is in ${CHAT_ADMINISTRATORS}, ${PUBLISHERS.join(', ')}`);
  },
};
