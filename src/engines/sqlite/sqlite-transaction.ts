/** BEGIN IMMEDIATE … COMMIT, over the file and whatever is attached to it. The caller holds the turn of each file. */
import { isBusy } from './sqlite-errors.ts';
import type { SqliteFile } from './sqlite-file.ts';

/** Rolls back and rethrows when `work` fails; a transaction that cannot be committed is rolled back too. */
export async function sqliteTransaction<R>(file: SqliteFile, work: () => Promise<R>): Promise<R> {
  await file.patiently((database) => database.exec('BEGIN IMMEDIATE'));
  try {
    // Rows of one batch may refer to each other in any order, as they may on SQL Server.
    await file.patiently((database) => database.exec('PRAGMA defer_foreign_keys = ON'));
    const result = await work();
    // A reader may hold the file for a moment; the transaction stays open meanwhile.
    await file.patiently((database) => database.exec('COMMIT'));
    return result;
  } catch (error) {
    try {
      if (file.database.isTransaction) file.database.exec('ROLLBACK');
    } catch (failure) {
      if (!isBusy(failure)) file.close();
    }
    throw error;
  }
}
