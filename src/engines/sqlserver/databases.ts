/** Databases as a whole: there or not, made, removed. */
import { setTimeout } from 'node:timers/promises';
import type sql from 'mssql';
import type { SqlServerAddress } from '#src/config/configuration.ts';
import { DatabaseBusy } from '../errors/statement-errors.ts';
import { quote } from '../sql/statement.ts';
import { openPool } from './pool.ts';
import { rowsOf } from './read-session.ts';
import { translated } from './sqlserver-errors.ts';

/** A server makes or drops one database at a time, and refuses who comes meanwhile instead of letting him wait. */
const WAITS_MS: readonly number[] = [250, 500, 1_000, 2_000, 4_000, 8_000];

export async function databaseExists(pool: sql.ConnectionPool, name: string): Promise<boolean> {
  const rows = await rowsOf(pool.request(), {
    sql: 'SELECT COUNT(*) AS [count] FROM sys.databases WHERE name = @p0',
    parameters: [{ type: 'nvarchar(256)', value: name }],
  });
  return Number(rows[0]?.[0] ?? 0) > 0;
}

/** @param address of any database on the server. Does nothing where the database is there already. */
export async function createDatabase(address: SqlServerAddress, name: string): Promise<void> {
  await onServer(address, (pool) => createDatabaseBy(pool, address, name));
}

/** The same over a pool of any database on the server. */
export async function createDatabaseBy(
  pool: sql.ConnectionPool,
  address: SqlServerAddress,
  name: string,
): Promise<void> {
  try {
    await until(pool, address, name, true, `CREATE DATABASE ${quote(name)}`);
  } catch (error) {
    throw translated(error, address);
  }
}

/** For fixtures and tests. Does nothing where there is no such database. */
export async function dropDatabase(address: SqlServerAddress, name: string): Promise<void> {
  await onServer(address, (pool) => until(pool, address, name, false, `DROP DATABASE ${quote(name)}`));
}

/** Runs the statement until the database is there, or is not, whichever process brought that about. */
async function until(
  pool: sql.ConnectionPool,
  address: SqlServerAddress,
  name: string,
  there: boolean,
  statement: string,
): Promise<void> {
  for (const wait of [...WAITS_MS, null]) {
    if ((await databaseExists(pool, name)) === there) return;
    try {
      await pool.request().batch(statement);
      return;
    } catch (error) {
      if ((await databaseExists(pool, name)) === there) return;
      const known = translated(error, address);
      if (wait === null || !(known instanceof DatabaseBusy)) throw known;
      await setTimeout(wait * (0.5 + Math.random()));
    }
  }
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
