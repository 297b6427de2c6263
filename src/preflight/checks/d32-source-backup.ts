import { type Check, notKnown, pass, violated } from '../check.ts';
import { stage } from '../weekend.ts';

export const d32: Check = {
  id: 'D32',
  concern: 'deployment',
  title: 'The source has a backup that is newer than the stop',
  requirement: 'The source databases are backed up after the services were stopped and before the export.',
  source: 'Migration process details',
  severity: 'block',
  endangers: 'data',
  results: ['pass', 'warn', 'block', 'unknown'],
  // Gate G03 of the cut-over asks this by itself, at the moment when it counts.
  again: [],
  method:
    'msdb.dbo.backupset: end of the last full backup, against the last ping of a Group Chat server; before window.from an old backup is a reminder only',
  manual:
    "Run on the source: SELECT MAX(backup_finish_date) FROM msdb.dbo.backupset WHERE database_name = DB_NAME() AND type = 'D'",
  async look(facts) {
    const sql = await facts.sql('source');
    if (!sql.known) return notKnown(d32, sql.why);
    const backups = await sql.value.backups();
    if (backups === null) return notKnown(d32, 'the server keeps no record of backups that this login may read');
    const severity = stage(facts) === 'before' ? 'warn' : 'block';
    const { lastFullAt } = backups;
    if (lastFullAt === null) return violated({ severity }, 'no full backup is on record', BACK_UP);
    const when = new Date(lastFullAt).toISOString();
    const activity = await facts.activity('source');
    if (!activity.known) return notKnown(d32, `full backup of ${when}, but ${activity.why}`);
    const { lastPing } = activity.value;
    if (lastPing === null) return notKnown(d32, `full backup of ${when}; when Group Chat stopped is not on record`);
    if (lastFullAt < lastPing) {
      return violated({ severity }, `full backup of ${when}, older than the last ping of Group Chat`, BACK_UP);
    }
    return pass(`full backup of ${when}, after the last ping of Group Chat`);
  },
};

const BACK_UP = 'Run after the stop: BACKUP DATABASE … TO DISK = … WITH CHECKSUM';
