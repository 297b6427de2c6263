import { pass, violated } from '../check.ts';
import { sqlCheck } from '../sql-check.ts';

export const s41 = sqlCheck({
  id: 'S41',
  concern: 'source',
  side: 'source',
  title: 'The login may read the source',
  requirement: 'The login of source.url may read every table that is migrated, and the text of fnTicksToDate.',
  source: 'gc2pc, docs/permissions.md',
  severity: 'block',
  endangers: 'service',
  results: ['pass', 'block', 'unknown'],
  again: ['migrate'],
  method: 'HAS_PERMS_BY_NAME for each table, without which a SELECT would fail half way',
  manual: 'Grant what docs/permissions.md lists for the source, then run: `gc2pc doctor`',
  async see(sql) {
    const missing = await sql.missingRights();
    if (missing.length === 0) return pass('no right is missing');
    return violated(s41, `missing: ${missing.join(', ')}`, 'Grant what docs/permissions.md lists for the source.');
  },
});
