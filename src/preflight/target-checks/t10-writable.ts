import { notKnown, pass, violated } from '../check.ts';
import { sqlCheck } from '../sql-check.ts';

const MANUAL =
  "Run on the target: SELECT DATABASEPROPERTYEX(DB_NAME(), 'Status'), DATABASEPROPERTYEX(DB_NAME(), 'Updateability')";

export const t10 = sqlCheck({
  id: 'T10',
  concern: 'target',
  side: 'target',
  title: 'The target is online and writable',
  requirement: 'The Persistent Chat database is online and not read-only.',
  source: 'Technical requirements for Persistent Chat Server',
  severity: 'block',
  endangers: 'service',
  results: ['pass', 'block', 'unknown'],
  again: ['migrate'],
  method: 'DATABASEPROPERTYEX: Status and Updateability',
  manual: MANUAL,
  async see(sql) {
    const { status, readOnly, name } = await sql.database();
    if (readOnly) return violated(t10, `${name} is read-only`, 'Set the database READ_WRITE.');
    if (status === null) return notKnown({ manual: MANUAL }, 'the server does not tell the status of the database');
    if (status !== 'ONLINE') return violated(t10, `${name} is ${status}`, 'Bring the database online.');
    return pass(`${name} is online and writable`);
  },
});
