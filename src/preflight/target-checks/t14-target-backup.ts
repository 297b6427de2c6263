import { type Check, notApplicable, notKnown, pass, violated } from '../check.ts';

const HOUR_MS = 3_600_000;
/** Older than the weekend's own preparation. */
const FRESH_HOURS = 24;

export const t14: Check = {
  id: 'T14',
  concern: 'target',
  title: 'What the target holds already is backed up',
  requirement: 'A target in which something was created already is backed up before the import.',
  source: 'Migration process details',
  severity: 'warn',
  endangers: 'data',
  results: ['pass', 'warn', 'unknown', 'not-applicable'],
  again: ['migrate'],
  method: 'Latest full backup in msdb, where the target holds rooms or categories of its own',
  manual:
    "Run on the target: SELECT MAX(backup_finish_date) FROM msdb.dbo.backupset WHERE database_name = DB_NAME() AND type = 'D'",
  async look(facts) {
    const current = await facts.current();
    if (!current.known) return notKnown(t14, current.why);
    const own = current.value.nodes.filter(({ nodeID }) => nodeID !== 1).length;
    if (own === 0) return notApplicable('the target is empty: it can be created anew');
    const sql = await facts.sql('target');
    if (!sql.known) return notKnown(t14, sql.why);
    const backups = await sql.value.backups();
    if (backups === null) return notKnown(t14, 'the server does not tell when the target was backed up');
    if (backups.lastFullAt === null) {
      return violated(t14, `${own} nodes, and no full backup on record`, 'Back up the target before migrate.');
    }
    const hours = Math.floor((facts.now() - backups.lastFullAt) / HOUR_MS);
    const looked = `${own} nodes, last full backup ${hours} h ago`;
    return hours <= FRESH_HOURS ? pass(looked) : violated(t14, looked, 'Back up the target before migrate.');
  },
};
