/** Pools of connections to one database. */
import sql from 'mssql';
import type { SqlServerAddress } from '#src/config/configuration.ts';
import { type Access, connectionOptions } from './connection-options.ts';
import { connectError } from './sqlserver-errors.ts';

/** Connects once, so that a wrong address shows here. @throws ConnectionFailed and its kin */
export async function openPool(address: SqlServerAddress, access: Access): Promise<sql.ConnectionPool> {
  const pool = new sql.ConnectionPool(connectionOptions(address, access).mssql);
  // A connection that breaks while idle is dropped by the pool; the event must not end the process.
  pool.on('error', () => {});
  try {
    return await pool.connect();
  } catch (error) {
    await pool.close().catch(() => {});
    throw connectError(error, address);
  }
}
