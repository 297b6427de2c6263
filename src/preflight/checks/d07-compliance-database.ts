import { type Check, notApplicable, notKnown, pass, violated } from '../check.ts';
import { compliance } from '../deployment.ts';

const NAME = 'mgccomp';

export const d07: Check = {
  id: 'D07',
  concern: 'deployment',
  title: 'The compliance database exists where compliance is wanted',
  requirement: 'Where compliance is required there is a database mgccomp, on the same or on another instance.',
  source: 'Deployment checklist for Persistent Chat Server; Technical requirements for Persistent Chat Server',
  severity: 'block',
  endangers: 'service',
  results: ['pass', 'block', 'unknown', 'not-applicable'],
  again: ['cutover'],
  method:
    'Whether compliance is wanted: preflight.answers.compliance, else a compliance store in the topology; then compliance.url, else the databases of the target’s instance',
  manual: "Run on the SQL Server of the compliance store: SELECT DB_ID('mgccomp')",
  async look(facts) {
    const wanted = await compliance(facts);
    if (!wanted.known) return notKnown(d07, wanted.why);
    if (!wanted.value) return notApplicable('compliance is not wanted');
    const own = await facts.sql('compliance');
    if (own.known) {
      const { name, status } = await own.value.database();
      if (status?.toUpperCase() === 'ONLINE') return pass(`${name} is online`);
      return violated(d07, `${name} is ${status ?? 'in a state that the server does not tell'}`, CREATE);
    }
    const target = await facts.sql('target');
    if (!target.known) return notKnown(d07, `${own.why}, and ${target.why}`);
    const databases = await target.value.databases();
    if (databases.some((name) => name.toLowerCase() === NAME)) return pass(`${NAME} is on the target’s instance`);
    return violated(d07, `the target’s instance has no ${NAME} that this login can see; ${own.why}`, CREATE);
  },
};

const CREATE = 'Create it with Install-CsDatabase, or name its server in compliance.url.';
