import { type Check, notKnown, pass, violated } from '../check.ts';
import { PING_FRESH_MS, stage } from '../weekend.ts';

export const d31: Check = {
  id: 'D31',
  concern: 'deployment',
  title: 'The services of both sides are stopped',
  requirement: 'All Group Chat services are stopped before the export, all Persistent Chat services before the import.',
  source: 'Migration process details',
  severity: 'block',
  endangers: 'data',
  results: ['pass', 'warn', 'block', 'unknown'],
  // Gate G05 of the cut-over asks this by itself, at the moment when it counts.
  again: [],
  method:
    'Sessions of others in both databases and the last ping of a server; before window.from a running service is a reminder only. The cut-over proves silence over an interval',
  manual: 'Run on each server: Get-Service | where DisplayName -match "Group Chat|Persistent Chat"',
  async look(facts) {
    const running: string[] = [];
    const unseen: string[] = [];
    for (const side of ['source', 'target'] as const) {
      const activity = await facts.activity(side);
      if (!activity.known) {
        unseen.push(activity.why);
        continue;
      }
      const { sessions, lastPing } = activity.value;
      if (sessions === null) unseen.push(`the login may not see the sessions of the ${side}`);
      else if (sessions.length > 0) running.push(`${side}: connected are ${sessions.join(', ')}`);
      if (lastPing !== null && facts.now() - lastPing < PING_FRESH_MS)
        running.push(`${side}: a server has just pinged`);
    }
    if (running.length > 0) {
      const severity = stage(facts) === 'before' ? 'warn' : 'block';
      return violated(
        { severity },
        running.join('; '),
        'Stop them: on 2010 in the console, on 2013 Stop-CsWindowsService.',
      );
    }
    if (unseen.length > 0) return notKnown(d31, unseen.join('; '));
    return pass('nobody is connected to either database, and no server pings');
  },
};
