/** The SQL that docs/permissions.md tells an operator to run, block by block, for names of a test's own. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import sql from 'mssql';
import type { SqlServerAddress } from '#src/config/configuration.ts';
import { connectionOptions } from '#src/engines/sqlserver/connection-options.ts';

const DOCUMENT = join(import.meta.dirname, '../../docs/permissions.md');

/** Block's name → its statements. */
export function permissionBlocks(): ReadonlyMap<string, readonly string[]> {
  const text = readFileSync(DOCUMENT, 'utf8');
  return new Map(
    [...text.matchAll(/^```sql (\S+)\n([\s\S]*?)^```$/gm)].map(([, name = '', body = '']) => [
      name,
      body
        .split(';')
        .map((statement) => statement.trim())
        .filter(Boolean),
    ]),
  );
}

/**
 * Runs statements one by one. `refused` gets what the server says that it does not support at all; everything else that
 * fails is thrown.
 */
export async function runStatements(
  address: SqlServerAddress,
  statements: readonly string[],
  refused: (statement: string) => void,
): Promise<void> {
  const pool = await new sql.ConnectionPool(connectionOptions(address, 'write').mssql).connect();
  try {
    for (const statement of statements) {
      try {
        await patiently(statement, () => pool.request().batch(statement));
      } catch (error) {
        if (!/is not currently supported in Babelfish/.test((error as Error).message)) throw error;
        refused(statement);
      }
    }
  } finally {
    await pool.close();
  }
}

/**
 * Babelfish goes through all databases to make a login or a user, and trips over one that another test drops meanwhile;
 * and of two that make a login or a database at once it lets one down.
 */
async function patiently(statement: string, run: () => Promise<unknown>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await run();
      return;
    } catch (error) {
      const made = /^CREATE (LOGIN|USER|DATABASE) /.test(statement);
      const tripped = /does not exist|concurrently/.test((error as Error).message);
      if (!made || !tripped || attempt === 20) throw error;
      await setTimeout(50 * attempt * Math.random());
    }
  }
}
