/** The journal of a SQL Server target: a database of its own on the same instance. */
import type sql from 'mssql';
import type { SqlServerAddress } from '#src/config/configuration.ts';
import type { JournalPort, JournalReader } from '#src/journal/journal-port.ts';
import type { Opened } from '#src/model/opened.ts';
import { Sharing } from '../sharing.ts';
import { journalDialect, SqlJournalReader, SqlJournalTransaction } from '../sql/sql-journal.ts';
import { quote } from '../sql/statement.ts';
import { createDatabaseBy, databaseExists } from './databases.ts';
import { openPool, sharedPool } from './pool.ts';
import { SqlServerReadSession } from './read-session.ts';
import { SQLSERVER_DIALECT } from './sqlserver-dialect.ts';
import { sqlServerTransaction } from './transaction.ts';

/** Any of them tells: all tables come in one transaction. */
const ONE_TABLE = 'verification';

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
      await createDatabaseBy(pool, address, name);
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
    dialect: journalDialect(SQLSERVER_DIALECT, [name, 'dbo']),
    query: (statement) => session.query(statement),
    session: () => session,
    exists: async () => {
      if (there) return true;
      if (!(await databaseExists(pool, name))) return false;
      there = (await isNamed(session, name)) || (await hasTables(session, name));
      return there;
    },
  });
}

/** Quick where there is a journal. Of one that this login may not read a server says the same as of none. */
async function isNamed(session: SqlServerReadSession, name: string): Promise<boolean> {
  const [row] = await session.query({
    sql: 'SELECT OBJECT_ID(@p0) AS [id]',
    parameters: [{ type: 'nvarchar(256)', value: [name, 'dbo', ONE_TABLE].map(quote).join('.') }],
  });
  return (row?.[0] ?? null) !== null;
}

/** @throws RightMissing where nobody can tell */
async function hasTables(session: SqlServerReadSession, name: string): Promise<boolean> {
  const [row] = await session.query({
    sql: `SELECT COUNT(*) AS [count] FROM ${quote(name)}.INFORMATION_SCHEMA.TABLES WHERE TABLE_NAME = '${ONE_TABLE}'`,
    parameters: [],
  });
  return Number(row?.[0] ?? 0) > 0;
}

/** All tables in one transaction, so that a journal is there whole or not at all. */
async function makeTables(address: SqlServerAddress, exists: () => Promise<boolean>): Promise<void> {
  const { journalDdl } = await import('./journal-ddl.ts');
  const pool = await openPool(address, 'write');
  try {
    await sqlServerTransaction(pool, address, (session) => session.run({ sql: journalDdl(), parameters: [] }));
  } catch (error) {
    // Another process may have made them in the meantime.
    if (!(await exists())) throw error;
  } finally {
    await pool.close();
  }
}
