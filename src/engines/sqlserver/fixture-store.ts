/** Builds fixture databases on SQL Server. */
import knex from 'knex';
import type sql from 'mssql';
import type { FixtureStore, SchemaVariant } from '#fixtures/fixture-store-port.ts';
import type { SqlServerAddress } from '#src/config/configuration.ts';
import type { Opened } from '#src/model/opened.ts';
import type { TableSpec } from '#src/model/schema/types.ts';
import type { Row, SqlValue } from '#src/model/value.ts';
import { createTables } from '../sql/create-tables.ts';
import { writerOf } from '../sql/table-writer.ts';
import { BINARY_COLLATION } from './binary-collation.ts';
import { connectionOptions } from './connection-options.ts';
import { createDatabase } from './databases.ts';
import { openPool } from './pool.ts';
import { rowsOf } from './read-session.ts';
import { SQLSERVER_DIALECT } from './sqlserver-dialect.ts';
import { translated } from './sqlserver-errors.ts';
import { TICKS_FUNCTIONS } from './ticks-sql.ts';
import { sqlServerTransaction } from './transaction.ts';

const INSENSITIVE_COLLATION = 'SQL_Latin1_General_CP1_CI_AS';

/** U+0000 and half a surrogate pair: nvarchar holds them, UTF-8 does not. */
const ODD_TEXT = 'a\u0000b\ud83d';

/** @param create makes the database where it is missing; this takes a connection to `master` */
export async function openSqlServerFixtureStore(
  address: SqlServerAddress,
  create: boolean,
): Promise<Opened<FixtureStore>> {
  if (create) await createDatabase({ ...address, database: 'master' }, address.database);
  const pool = await openPool(address, 'write');
  return { port: new SqlServerFixtureStore(pool, address), close: () => pool.close() };
}

class SqlServerFixtureStore implements FixtureStore {
  readonly #pool: sql.ConnectionPool;
  readonly #address: SqlServerAddress;
  readonly #identity = new Map<string, string>();

  constructor(pool: sql.ConnectionPool, address: SqlServerAddress) {
    this.#pool = pool;
    this.#address = address;
  }

  async isEmpty(): Promise<boolean> {
    const rows = await rowsOf(this.#pool.request(), {
      sql: 'SELECT COUNT(*) AS [count] FROM sys.tables',
      parameters: [],
    });
    return Number(rows[0]?.[0]) === 0;
  }

  async takesAnyText(): Promise<boolean> {
    try {
      const { recordset } = await this.#pool.request().input('text', ODD_TEXT).query('SELECT @text AS [text]');
      return (recordset[0] as { text: unknown }).text === ODD_TEXT;
    } catch (error) {
      if ((error as { code?: unknown }).code === 'EREQUEST') return false;
      throw translated(error, this.#address);
    }
  }

  async createTables(specs: readonly TableSpec[], variant: SchemaVariant): Promise<void> {
    for (const { table, column } of variant.identityColumns) this.#identity.set(table, column);
    const builder = knex(connectionOptions(this.#address, 'write').knex);
    try {
      await createTables(builder, specs, {
        type: (table, column) =>
          this.#identity.get(table) === column.name ? `${column.type} IDENTITY(1,1)` : column.type,
        collation: variant.collation === 'binary' ? BINARY_COLLATION : INSENSITIVE_COLLATION,
      });
    } catch (error) {
      throw translated(error, this.#address);
    } finally {
      await builder.destroy();
    }
    const text = variant.ticksFunction === 'none' ? null : TICKS_FUNCTIONS[variant.ticksFunction];
    if (text !== null && (await this.#lacksTicks())) await this.execute(text);
  }

  insert(spec: TableSpec, rows: readonly Row[]): Promise<void> {
    return this.insertArrays(spec, rows.map(writerOf(spec, spec.columns, null).values));
  }

  async insertArrays(spec: TableSpec, rows: readonly (readonly SqlValue[])[]): Promise<void> {
    await sqlServerTransaction(this.#pool, this.#address, (session) =>
      session.insert(SQLSERVER_DIALECT.table(spec.name), spec.columns, rows, this.#identity.get(spec.name) ?? null),
    );
  }

  async execute(text: string): Promise<void> {
    try {
      await this.#pool.request().batch(text);
    } catch (error) {
      throw translated(error, this.#address);
    }
  }

  async #lacksTicks(): Promise<boolean> {
    const rows = await rowsOf(this.#pool.request(), {
      sql: "SELECT OBJECT_ID('dbo.fnTicksToDate') AS [id]",
      parameters: [],
    });
    return rows[0]?.[0] == null;
  }
}
