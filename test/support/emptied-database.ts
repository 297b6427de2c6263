/** Takes everything that a test may have made out of a database. */

import type { SqlServerAddress } from '#src/config/configuration.ts';
import { openPool } from '#src/engines/sqlserver/pool.ts';

const OBJECTS = `SELECT 'constraint' AS kind, f.name AS name, t.name AS owner FROM sys.foreign_keys f
   JOIN sys.tables t ON t.object_id = f.parent_object_id
 UNION ALL SELECT 'view', name, '' FROM sys.views WHERE schema_id = SCHEMA_ID('dbo')
 UNION ALL SELECT 'table', name, '' FROM sys.tables
 UNION ALL SELECT 'function', name, '' FROM sys.objects WHERE type IN ('FN', 'IF', 'TF') AND schema_id = SCHEMA_ID('dbo')
 UNION ALL SELECT 'procedure', name, '' FROM sys.objects WHERE type = 'P' AND schema_id = SCHEMA_ID('dbo')`;

/** @returns false where something is left, or the database is gone: it is then not used again. */
export async function emptied(address: SqlServerAddress): Promise<boolean> {
  try {
    const pool = await openPool(address, 'write');
    try {
      const objects = (await pool.request().query<{ kind: string; name: string; owner: string }>(OBJECTS)).recordset;
      const drops = ['constraint', 'view', 'table', 'function', 'procedure'].flatMap((kind) =>
        objects
          .filter((object) => object.kind.trim() === kind)
          .map(({ name, owner }) =>
            kind === 'constraint'
              ? `ALTER TABLE [${owner}] DROP CONSTRAINT [${name}]`
              : `DROP ${kind.toUpperCase()} [${name}]`,
          ),
      );
      if (drops.length > 0) await pool.request().batch(drops.join(';\n'));
      return (await pool.request().query(OBJECTS)).recordset.length === 0;
    } finally {
      await pool.close();
    }
  } catch {
    return false;
  }
}
