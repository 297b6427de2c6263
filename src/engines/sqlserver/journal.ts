/** The journal of a SQL Server target: a database of its own on the same instance. */
import knex from 'knex';
import type sql from 'mssql';
import type { SqlServerAddress } from '#src/config/configuration.ts';
import type { JournalPort, JournalReader } from '#src/journal/journal-port.ts';
import { JOURNAL_TABLES } from '#src/journal/journal-tables.ts';
import type { Opened } from '#src/model/opened.ts';
import { Sharing } from '../sharing.ts';
import { createTables } from '../sql/create-tables.ts';
import { queryBuilder } from '../sql/knex-queries.ts';
import { journalDialect, SqlJournalReader, SqlJournalTransaction } from '../sql/sql-journal.ts';
import { quote } from '../sql/statement.ts';
import { BINARY_COLLATION } from './binary-collation.ts';
import { connectionOptions } from './connection-options.ts';
import { createDatabase, databaseExists } from './databases.ts';
import { sharedPool } from './pool.ts';
import { SqlServerReadSession } from './read-session.ts';
import { SQLSERVER_DIALECT } from './sqlserver-dialect.ts';
import { translated } from './sqlserver-errors.ts';
import { sqlServerTransaction } from './transaction.ts';

export async function openSqlServerJournalReader(
  address: SqlServerAddress,
  name: string,
  sharing: Sharing = new Sharing(),
): Promise<Opened<JournalReader>> {
  const { port: pool, close } = await sharedPool(address, 'read', sharing);
  return { port: readerOver(pool, address, name), close };
}

export async function openSqlServerJournal(
  address: SqlServerAddress,
  name: string,
  sharing: Sharing = new Sharing(),
): Promise<Opened<JournalPort>> {
  const { port: pool, close } = await sharedPool(address, 'write', sharing);
  const reader = readerOver(pool, address, name);
  const dialect = journalDialect(SQLSERVER_DIALECT, [name, 'dbo']);
  const port: JournalPort = {
    exists: () => reader.exists(),
    rows: (table, where) => reader.rows(table, where),
    pages: (table, where) => reader.pages(table, where),
    prepare: async () => {
      if (await reader.exists()) return;
      if (!(await databaseExists(pool, name))) await createDatabase(address, name);
      await makeTables({ ...address, database: name }, () => reader.exists());
    },
    transaction: (work) =>
      sqlServerTransaction(pool, address, (session) => work(new SqlJournalTransaction(session, dialect))),
  };
  return { port, close };
}

function readerOver(pool: sql.ConnectionPool, address: SqlServerAddress, name: string): JournalReader {
  const session = new SqlServerReadSession(pool, address);
  let there = false;
  return new SqlJournalReader({
    knex: queryBuilder('sqlserver'),
    dialect: journalDialect(SQLSERVER_DIALECT, [name, 'dbo']),
    prefix: `${name}.dbo.`,
    query: (statement) => session.query(statement),
    session: () => session,
    exists: async () => {
      if (there) return true;
      if (!(await databaseExists(pool, name))) return false;
      const [row] = await session.query({
        sql: `SELECT COUNT(*) AS [count] FROM ${quote(name)}.INFORMATION_SCHEMA.TABLES WHERE TABLE_NAME = 'verification'`,
        parameters: [],
      });
      there = Number(row?.[0] ?? 0) > 0;
      return there;
    },
  });
}

/** All tables in one transaction, so that a journal is there whole or not at all. */
async function makeTables(address: SqlServerAddress, exists: () => Promise<boolean>): Promise<void> {
  const builder = knex(connectionOptions(address, 'write').knex);
  try {
    await builder.transaction((transaction) =>
      createTables(transaction, Object.values(JOURNAL_TABLES), {
        type: (_table, column) => column.type,
        collation: BINARY_COLLATION,
      }),
    );
  } catch (error) {
    // Another process may have made them in the meantime.
    if (!(await exists())) throw translated(error, address);
  } finally {
    await builder.destroy();
  }
}
