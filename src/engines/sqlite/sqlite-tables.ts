/** How documented tables are made in a SQLite file: with the documented type texts, so that the catalogue can be compared. */
import type { TableSpec } from '#src/model/schema/types.ts';
import { createTables } from '../sql/create-tables.ts';
import { knexOver } from './knex-dialect.ts';
import { translated } from './sqlite-errors.ts';
import type { SqliteFile } from './sqlite-file.ts';

export interface SqliteTableOptions {
  readonly collation: 'NOCASE' | 'BINARY';
  /** Must be the sole primary-key column of their table: SQLite numbers no other. */
  readonly identityColumns: readonly { readonly table: string; readonly column: string }[];
}

export async function createSqliteTables(
  file: SqliteFile,
  specs: readonly TableSpec[],
  options: SqliteTableOptions,
): Promise<void> {
  const identity = new Set(options.identityColumns.map(({ table, column }) => `${table}.${column}`));
  const knex = knexOver(file.database);
  try {
    await createTables(knex, specs, {
      // Quoted: SQLite's grammar has no type `nvarchar(max)`.
      type: (table, column) =>
        identity.has(`${table}.${column.name}`)
          ? 'INTEGER PRIMARY KEY AUTOINCREMENT'
          : column.type.includes('max')
            ? `"${column.type}"`
            : column.type,
      collation: options.collation,
    });
  } catch (error) {
    throw translated(error, file.path);
  } finally {
    await knex.destroy();
  }
}
