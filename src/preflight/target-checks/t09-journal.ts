import { pass, violated } from '../check.ts';
import { sqlCheck } from '../sql-check.ts';

/** The plan that other checks look at was made all the same. */
const UNKNOWN_PAST = '; whether a migration has begun is not known, and the other checks look as if none had';

export const t09 = sqlCheck({
  id: 'T09',
  concern: 'target',
  side: 'target',
  title: 'The journal has its place beside the target',
  requirement: 'The journal is a database of its own on the instance of the target, so that both commit together.',
  source: 'gc2pc, docs/permissions.md',
  severity: 'block',
  endangers: 'service',
  results: ['pass', 'block', 'unknown'],
  again: ['migrate'],
  method: 'HAS_PERMS_BY_NAME in the database of the journal, or the right to create it',
  manual: 'Create the database named by journal.database on the target, and make the login its owner',
  async see(sql) {
    const missing = (await sql.missingRights()).filter((right) => right.includes('journal'));
    if (missing.length === 0) return pass('the journal is there, or can be created');
    const closed = missing.some((right) => right.startsWith('access')) ? UNKNOWN_PAST : '';
    return violated(
      t09,
      `missing: ${missing.join(', ')}${closed}`,
      'Create the database named by journal.database on the target, and make the login its owner.',
    );
  },
});
