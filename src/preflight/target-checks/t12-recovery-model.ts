import { notApplicable, notKnown, pass, violated } from '../check.ts';
import { sqlCheck } from '../sql-check.ts';

const MANUAL = 'Run on the target: SELECT recovery_model_desc FROM sys.databases WHERE name = DB_NAME()';

export const t12 = sqlCheck({
  id: 'T12',
  concern: 'target',
  side: 'target',
  title: 'The log of the target does not outgrow its disk',
  requirement: 'Under the full recovery model the log keeps every row until it is backed up.',
  source: 'Recovery models (SQL Server)',
  severity: 'warn',
  endangers: 'service',
  results: ['pass', 'warn', 'unknown', 'not-applicable'],
  again: ['migrate'],
  method: 'recovery_model_desc of sys.databases',
  manual: MANUAL,
  async see(sql) {
    const { recoveryModel, status } = await sql.database();
    if (recoveryModel === null && (await sql.server()).edition === 'SQLite')
      return notApplicable('SQLite has no such log');
    if (recoveryModel === null)
      return notKnown({ manual: MANUAL }, `the server does not tell (status ${status ?? 'unknown'})`);
    if (recoveryModel.toUpperCase() !== 'FULL') return pass(`the recovery model is ${recoveryModel}`);
    return violated(
      t12,
      'the recovery model is FULL',
      'Back up the log every few minutes while migrate runs, or set the model to BULK_LOGGED until a full backup afterwards.',
    );
  },
});
