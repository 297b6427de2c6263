/**
 * knex over node:sqlite: knex's own better-sqlite3 dialect, with the driver's part done by node:sqlite. It is given an open
 * connection and never closes it.
 */
import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import knex, { type Knex } from 'knex';
import BetterSqlite3Client from 'knex/lib/dialects/better-sqlite3/index.js';

interface QueryObject {
  sql?: string;
  bindings?: readonly SQLInputValue[];
  response?: unknown;
  context?: unknown;
}

/** A knex whose only connection is `database`. Call `destroy` when done; the connection stays open. */
export function knexOver(database: DatabaseSync): Knex {
  class NodeSqliteClient extends BetterSqlite3Client {
    _driver(): unknown {
      return null;
    }

    async acquireRawConnection(): Promise<DatabaseSync> {
      return database;
    }

    async destroyRawConnection(): Promise<void> {}

    async _query(connection: DatabaseSync, query: QueryObject): Promise<QueryObject> {
      if (!query.sql) throw new Error('knex sent an empty statement');
      const statement = connection.prepare(query.sql);
      const bindings = (this._formatBindings(query.bindings) ?? []) as SQLInputValue[];
      if (statement.columns().length > 0) {
        query.response = statement.all(...bindings);
      } else {
        const { lastInsertRowid, changes } = statement.run(...bindings);
        query.response = { lastInsertRowid, changes };
        query.context = { lastID: lastInsertRowid, changes };
      }
      return query;
    }
  }
  return knex({
    client: NodeSqliteClient as unknown as typeof Knex.Client,
    connection: { filename: ':memory:' },
    useNullAsDefault: true,
    pool: { min: 0, max: 1 },
  });
}
