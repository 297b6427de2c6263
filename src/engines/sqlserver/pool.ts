/** Pools of connections to one database. */
import sql from 'mssql';
import type { SqlServerAddress } from '#src/config/configuration.ts';
import type { Opened } from '#src/model/opened.ts';
import type { Sharing } from '../sharing.ts';
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

/**
 * One pool for all ports of a command that reach the same database for the same purpose: its sessions have parsed and
 * cached already what the next port asks. @throws ConnectionFailed and its kin
 */
export async function sharedPool(
  address: SqlServerAddress,
  access: Access,
  sharing: Sharing,
): Promise<Opened<sql.ConnectionPool>> {
  return sharing.use(address, `pool for ${access}`, async () => {
    const pool = await openPool(address, access);
    return { port: pool, close: () => pool.close() };
  });
}
