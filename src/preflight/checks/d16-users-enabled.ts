import { type Check, notKnown, pass, violated } from '../check.ts';

export const d16: Check = {
  id: 'D16',
  concern: 'deployment',
  reads: true,
  title: 'Users are enabled for Persistent Chat by a policy',
  requirement: 'A policy enables Persistent Chat for the users; it is off for everyone by default.',
  source: 'Deployment checklist for Persistent Chat Server; New-CsPersistentChatPolicy',
  severity: 'warn',
  endangers: 'service',
  results: ['pass', 'warn', 'unknown'],
  again: ['cutover'],
  method:
    'Whether the target’s users carry a policy of their own (prinPolicyID); the global policy shows in the Management Shell only',
  manual: 'Run: Get-CsPersistentChatPolicy | fl Identity, EnablePersistentChat',
  async look(facts) {
    const counted = await facts.usersOfTarget();
    if (!counted.known) return notKnown(d16, counted.why);
    const { users, withPolicy } = counted.value;
    if (users === 0) return notKnown(d16, 'the target has no users yet; the global policy does not show there');
    if (withPolicy > 0) return pass(`${withPolicy} of ${users} users of the target carry a policy`);
    const hint = 'Check the global policy: Get-CsPersistentChatPolicy; enable it or grant another.';
    return violated(d16, `none of the ${users} users of the target carries a policy of its own`, hint);
  },
};
