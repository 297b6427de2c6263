import { pass, violated } from '../check.ts';
import { sqlCheck } from '../sql-check.ts';

export const t08 = sqlCheck({
  id: 'T08',
  concern: 'target',
  side: 'target',
  title: 'The login may write the target',
  requirement: 'The login of target.url may read and write every table that is migrated.',
  source: 'gc2pc, docs/permissions.md',
  severity: 'block',
  endangers: 'service',
  results: ['pass', 'block', 'unknown'],
  again: ['migrate'],
  method: 'HAS_PERMS_BY_NAME for each table and right',
  manual: 'Grant what docs/permissions.md lists for the target, then run: `gc2pc doctor`',
  async see(sql) {
    const missing = (await sql.missingRights()).filter((right) => !right.includes('journal'));
    if (missing.length === 0) return pass('no right is missing');
    return violated(t08, `missing: ${missing.join(', ')}`, 'Grant what docs/permissions.md lists for the target.');
  },
});
