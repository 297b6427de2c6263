import { notKnown, pass, violated } from '../check.ts';
import { sqlCheck } from '../sql-check.ts';

const MANUAL =
  'Run on the target: SELECT mirroring_guid FROM sys.database_mirroring WHERE database_id = DB_ID(), and look into msdb.dbo.log_shipping_primary_databases';

export const t13 = sqlCheck({
  id: 'T13',
  concern: 'target',
  side: 'target',
  title: 'No mirror or log shipping slows the load',
  requirement: 'A mirror that must confirm every batch, or a log that is shipped, is set up after the load.',
  source: 'Database mirroring operating modes',
  severity: 'warn',
  endangers: 'service',
  results: ['pass', 'warn', 'unknown'],
  again: ['migrate'],
  method: 'sys.database_mirroring; log shipping tables of msdb',
  manual: MANUAL,
  async see(sql) {
    const { mirrored, logShipped } = await sql.database();
    const found = [mirrored === true ? 'mirrored' : '', logShipped === true ? 'log shipped' : ''].filter(Boolean);
    if (found.length > 0) {
      return violated(
        t13,
        `the target is ${found.join(' and ')}`,
        'Pause it for the load and set it up anew afterwards.',
      );
    }
    if (mirrored === null || logShipped === null)
      return notKnown({ manual: MANUAL }, 'the server tells only a part of it');
    return pass('neither mirrored nor log shipped');
  },
});
