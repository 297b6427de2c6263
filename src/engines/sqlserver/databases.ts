/** Databases as a whole: there or not, made, removed. */
import type sql from 'mssql';
import type { SqlServerAddress } from '#src/config/configuration.ts';
import { quote } from '../sql/statement.ts';
import { openPool } from './pool.ts';
import { rowsOf } from './read-session.ts';
import { translated } from './sqlserver-errors.ts';

export async function databaseExists(pool: sql.ConnectionPool, name: string): Promise<boolean> {
  const rows = await rowsOf(pool.request(), {
    sql: 'SELECT COUNT(*) AS [count] FROM sys.databases WHERE name = @p0',
    parameters: [{ type: 'nvarchar(256)', value: name }],
  });
  return Number(rows[0]?.[0] ?? 0) > 0;
}

/** @param address of any database on the server. Does nothing where the database is there already. */
export async function createDatabase(address: SqlServerAddress, name: string): Promise<void> {
  await onServer(address, async (pool) => {
    if (await databaseExists(pool, name)) return;
    try {
      await pool.request().batch(`CREATE DATABASE ${quote(name)}`);
    } catch (error) {
      // Another process may have made it in the meantime.
      if (!(await databaseExists(pool, name))) throw error;
    }
  });
}

/** For fixtures and tests. Does nothing where there is no such database. */
export async function dropDatabase(address: SqlServerAddress, name: string): Promise<void> {
  await onServer(address, async (pool) => {
    if (await databaseExists(pool, name)) await pool.request().batch(`DROP DATABASE ${quote(name)}`);
  });
}

async function onServer(address: SqlServerAddress, work: (pool: sql.ConnectionPool) => Promise<void>): Promise<void> {
  const pool = await openPool(address, 'write');
  try {
    await work(pool);
  } catch (error) {
    throw translated(error, address);
  } finally {
    await pool.close();
  }
}
