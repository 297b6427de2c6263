/** knex as a builder of the journal's small statements; what it builds runs on the transaction's own connection. */
import knex, { type Knex } from 'knex';
import type { SqlValue } from '#src/model/value.ts';

/** A builder without a connection. SQLite's dialect is chosen by name here: nothing is ever run through it. */
export function queryBuilder(engine: 'sqlserver' | 'sqlite'): Knex {
  return engine === 'sqlserver'
    ? knex({ client: 'mssql' })
    : knex({ client: 'better-sqlite3', useNullAsDefault: true });
}

/** Text and bindings as the engine's driver wants them: `@p0` for SQL Server, `?` for SQLite. */
export function compiled(query: Knex.QueryBuilder): { readonly sql: string; readonly bindings: readonly SqlValue[] } {
  const { sql, bindings } = query.toSQL().toNative();
  return { sql, bindings: bindings as SqlValue[] };
}
