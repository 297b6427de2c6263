import { type Check, notKnown, pass, violated } from '../check.ts';
import { chatServers, compliance } from '../deployment.ts';

/** Message Queuing listens here. */
const PORT = 1801;

export const d04: Check = {
  id: 'D04',
  concern: 'deployment',
  title: 'Message Queuing is installed on each Persistent Chat server',
  requirement: 'Message Queuing is installed on each Persistent Chat server; compliance cannot work without it.',
  source: 'Technical requirements for Persistent Chat Server; Additional software requirements',
  severity: 'warn',
  endangers: 'service',
  results: ['pass', 'warn', 'block', 'unknown'],
  again: ['cutover'],
  method: 'TCP 1801 of each member, a hint only; a block where compliance is wanted',
  manual: 'Run on each Persistent Chat server: Get-Service MSMQ',
  async look(facts) {
    const servers = await chatServers(facts);
    if (!servers.known) return notKnown(d04, servers.why);
    const answers = await Promise.all(
      servers.value.map(async (name) => ({ name, answer: await facts.network.connect(name, PORT) })),
    );
    const closed = answers.filter(({ answer }) => !answer.reached && answer.refused).map(({ name }) => name);
    if (closed.length > 0) {
      const wanted = await compliance(facts);
      const severity = wanted.known && wanted.value ? 'block' : 'warn';
      const looked = `nobody listens at ${PORT} of ${closed.join(', ')}`;
      return violated({ severity }, looked, 'Install the feature MSMQ-Server on it.');
    }
    const silent = answers.filter(({ answer }) => !answer.reached).map(({ name }) => name);
    if (silent.length > 0) return notKnown(d04, `no answer at ${PORT} of ${silent.join(', ')}`);
    return pass(`Message Queuing answers on ${servers.value.length} server(s)`);
  },
};
