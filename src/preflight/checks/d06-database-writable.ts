import { type Check, notKnown, pass, violated } from '../check.ts';

export const d06: Check = {
  id: 'D06',
  concern: 'deployment',
  title: 'The Persistent Chat database is online and takes writes',
  requirement: 'The database mgc exists, is online, is not read-only, and the login may write to it.',
  source: 'Technical requirements for Persistent Chat Server; Persistent Chat database schema',
  severity: 'block',
  endangers: 'service',
  results: ['pass', 'block', 'unknown'],
  again: ['cutover'],
  method: 'DATABASEPROPERTYEX Status and Updateability, and HAS_PERMS_BY_NAME for each right that a migration needs',
  manual: "Run on the target: SELECT DATABASEPROPERTYEX('mgc','Status'), DATABASEPROPERTYEX('mgc','Updateability')",
  async look(facts) {
    const sql = await facts.sql('target');
    if (!sql.known) return notKnown(d06, sql.why);
    const { name, status, readOnly } = await sql.value.database();
    if (status === null) return notKnown(d06, `the server does not tell the state of ${name}`);
    if (status.toUpperCase() !== 'ONLINE') return violated(d06, `${name} is ${status}`, `Bring ${name} online.`);
    if (readOnly) return violated(d06, `${name} is read-only`, `Run: ALTER DATABASE ${name} SET READ_WRITE`);
    const missing = await sql.value.missingRights();
    if (missing.length > 0) {
      return violated(
        d06,
        `rights are missing: ${missing.join(', ')}`,
        'Grant them; docs/permissions.md has the script.',
      );
    }
    return pass(`${name} is online, writable, and every right is there`);
  },
};
