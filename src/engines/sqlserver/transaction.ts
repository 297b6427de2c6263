/** A transaction on a connection of its own. What happens to it when something fails is decided here, and nowhere else. */
import sql from 'mssql';
import type { SqlServerAddress } from '#src/config/configuration.ts';
import { CommitOutcomeUnknown, ConnectionLost } from '../errors/connection-errors.ts';
import { StatementTimedOut } from '../errors/statement-errors.ts';
import { placeOf } from './connection-options.ts';
import { connectError, translated } from './sqlserver-errors.ts';
import { SqlServerWriteSession } from './write-session.ts';

/**
 * @throws CommitOutcomeUnknown when the connection broke while the commit was on its way; any other error means that
 * nothing was kept
 */
export async function sqlServerTransaction<R>(
  pool: sql.ConnectionPool,
  address: SqlServerAddress,
  work: (session: SqlServerWriteSession) => Promise<R>,
): Promise<R> {
  const transaction = new sql.Transaction(pool);
  try {
    await transaction.begin(sql.ISOLATION_LEVEL.READ_COMMITTED);
  } catch (error) {
    throw pool.connected ? connectError(error, address) : new ConnectionLost(placeOf(address), error);
  }
  let result: R;
  try {
    result = await work(new SqlServerWriteSession(transaction, address));
  } catch (error) {
    await rolledBack(transaction);
    throw translated(error, address);
  }
  try {
    await transaction.commit();
  } catch (error) {
    const known = translated(error, address);
    if (known instanceof ConnectionLost || known instanceof StatementTimedOut) {
      throw new CommitOutcomeUnknown(placeOf(address), known.cause);
    }
    await rolledBack(transaction);
    throw known;
  }
  return result;
}

/** The server may have rolled back already, or be gone: either way nothing of the transaction is left. */
async function rolledBack(transaction: sql.Transaction): Promise<void> {
  const { _acquiredConnection: connection } = transaction as unknown as { _acquiredConnection?: { close(): void } };
  // After an error the connection is not used again: its state is not worth a guess.
  try {
    await transaction.rollback();
  } catch {
    // Nothing to do: see above.
  } finally {
    connection?.close();
  }
}
