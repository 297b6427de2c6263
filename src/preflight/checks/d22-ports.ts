import { type Check, notKnown, pass, violated } from '../check.ts';
import { chatServers, frontEnds } from '../deployment.ts';

/** Source: "Ports and protocols for internal servers". */
const SIP = 5041;
/** Two pages name two ports for the same service: either will do. */
const WCF = [881, 8011] as const;
const WEB = 443;

export const d22: Check = {
  id: 'D22',
  concern: 'deployment',
  title: 'The ports of Persistent Chat answer',
  requirement:
    'SIP at 5041 and the service port at 881 or 8011 of each server, the web service at 443 of the Front Ends.',
  source: 'Ports and protocols for internal servers; Components and topologies for Persistent Chat Server',
  severity: 'warn',
  endangers: 'service',
  results: ['pass', 'warn', 'unknown'],
  again: ['cutover'],
  method: 'TCP connections to the members of the pool and to the Front Ends',
  manual: 'Run: Test-NetConnection SERVER -Port 5041 (and 881, 8011; 443 of the Front Ends)',
  async look(facts) {
    const chat = await chatServers(facts);
    if (!chat.known) return notKnown(d22, chat.why);
    const web = await frontEnds(facts);
    if (!web.known) return notKnown(d22, web.why);
    const asked = [
      ...chat.value.flatMap((host) => [
        { host, ports: [SIP] },
        { host, ports: [...WCF] },
      ]),
      ...web.value.map((host) => ({ host, ports: [WEB] })),
    ];
    const closed: string[] = [];
    const silent: string[] = [];
    await Promise.all(
      asked.map(async ({ host, ports }) => {
        const answers = await Promise.all(ports.map((port) => facts.network.connect(host, port)));
        if (answers.some(({ reached }) => reached)) return;
        const name = `${host}:${ports.join(' or ')}`;
        const refused = answers.every((answer) => !answer.reached && answer.refused);
        (refused ? closed : silent).push(name);
      }),
    );
    if (closed.length > 0) {
      const hint = 'Start the services for a test, and open the ports; with the services stopped they are closed.';
      return violated(d22, `nobody listens at ${closed.toSorted().join(', ')}`, hint);
    }
    if (silent.length > 0) return notKnown(d22, `no answer from ${silent.toSorted().join(', ')}`);
    return pass(`${asked.length} of ${asked.length} answer`);
  },
};
