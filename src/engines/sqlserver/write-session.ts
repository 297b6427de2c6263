/**
 * The portable writing session over one transaction. Statements are sent one after the other, whatever the caller awaits.
 * Rows go in by bulk load; a table that numbers itself is loaded through a temporary table, since the driver's bulk load
 * cannot keep given identity values.
 */
import type sql from 'mssql';
import type { SqlServerAddress } from '#src/config/configuration.ts';
import type { ColumnSpec } from '#src/model/schema/types.ts';
import type { SqlValue } from '#src/model/value.ts';
import type { PackedRows, RawRow, RowChanges, WriteSession } from '../sql/session.ts';
import { quote, type Statement } from '../sql/statement.ts';
import { bulkLoad } from './bulk-load.ts';
import { BulkRows } from './bulk-rows.ts';
import { bound, rowsOf } from './read-session.ts';
import { SQLSERVER_DIALECT } from './sqlserver-dialect.ts';
import { translated } from './sqlserver-errors.ts';
import { appendStage, changeByStage, createStage, dropStage, fromStage, GUARD, reseed } from './stage-sql.ts';

/** Up to here single INSERTs take fewer round trips than a bulk load; one, since rows may refer to each other in any order. */
const SINGLE_ROWS = 1;

export class SqlServerWriteSession implements WriteSession {
  readonly #transaction: sql.Transaction;
  readonly #address: SqlServerAddress;
  #tail: Promise<unknown> = Promise.resolve();
  #stages = 0;

  constructor(transaction: sql.Transaction, address: SqlServerAddress) {
    this.#transaction = transaction;
    this.#address = address;
  }

  query(statement: Statement): Promise<RawRow[]> {
    return this.#next((request) => rowsOf(request(), statement));
  }

  run(statement: Statement): Promise<number> {
    return this.#next(async (request) => {
      const { rowsAffected } = await bound(request(), statement).query(statement.sql);
      return rowsAffected.at(-1) ?? 0;
    });
  }

  changeAll({ table, columns, key, guards, rows }: RowChanges): Promise<number> {
    const staged = [...columns, ...guards.map((column) => ({ ...column, name: GUARD + column.name }))];
    const names = guards.map(({ name }) => name);
    return this.#next(async (request) => {
      const stage = await this.#stage(request, staged, written(staged, rows));
      const { rowsAffected } = await request().batch(changeByStage(stage, table, columns, key, names));
      await request().batch(dropStage(stage));
      return rowsAffected.at(-1) ?? 0;
    });
  }

  insert(
    table: string,
    columns: readonly ColumnSpec[],
    rows: Iterable<readonly SqlValue[]> | PackedRows,
    identity: string | null,
  ): Promise<void> {
    const packed = rows instanceof BulkRows ? rows : null;
    // Written out as they come: nobody has to hold them a second time until it is their turn.
    const { bulk, first } = packed === null ? gathered(columns, rows as Iterable<readonly SqlValue[]>) : alone(packed);
    return this.#next(async (request) => {
      if (bulk.rows === 0) return;
      if (identity === null && first !== null && bulk.rows <= SINGLE_ROWS) {
        const statement = singleInsert(table, columns, first);
        await bound(request(), statement).query(statement.sql);
      } else if (identity !== null || isElsewhere(table)) {
        await this.#insertStaged(request, table, columns, bulk, identity);
      } else {
        await bulkLoad(request(), table, columns, bulk);
      }
      // After a failure the driver may still hold what it was given; the collector then takes it.
      if (packed === null) bulk.release();
    });
  }

  async #insertStaged(
    request: () => sql.Request,
    table: string,
    columns: readonly ColumnSpec[],
    rows: BulkRows,
    identity: string | null,
  ): Promise<void> {
    const stage = await this.#stage(request, columns, rows);
    const append = identity === null ? appendStage : fromStage;
    await request().batch(append(stage, table, columns));
    await request().batch(dropStage(stage));
    if (identity !== null) await request().batch(reseed(table, identity));
  }

  /** @returns the name of a temporary table that holds the rows */
  async #stage(request: () => sql.Request, columns: readonly ColumnSpec[], rows: BulkRows): Promise<string> {
    this.#stages += 1;
    const stage = `#gc2pc_stage_${this.#stages}`;
    await request().batch(createStage(stage, columns));
    await bulkLoad(request(), quote(stage), columns, rows);
    return stage;
  }

  #next<R>(work: (request: () => sql.Request) => Promise<R>): Promise<R> {
    const result = this.#tail.then(() => work(() => this.#transaction.request()));
    this.#tail = result.catch(() => {});
    return result.catch((error: unknown) => {
      throw translated(error, this.#address);
    });
  }
}

/** True for `[database].[schema].[table]`: some servers refuse a bulk load into a database other than the session's. */
function isElsewhere(table: string): boolean {
  return /^\[.*\]\.\[.*\]\.\[.*\]$/.test(table);
}

function written(columns: readonly ColumnSpec[], rows: Iterable<readonly SqlValue[]>): BulkRows {
  const bulk = new BulkRows(columns);
  for (const row of rows) bulk.add(row);
  return bulk;
}

interface Gathered {
  readonly bulk: BulkRows;
  /** Null where the rows were packed by others. */
  readonly first: readonly SqlValue[] | null;
}

function gathered(columns: readonly ColumnSpec[], rows: Iterable<readonly SqlValue[]>): Gathered {
  const bulk = new BulkRows(columns);
  let first: readonly SqlValue[] | null = null;
  for (const row of rows) {
    first ??= row;
    bulk.add(row);
  }
  return { bulk, first };
}

function alone(bulk: BulkRows): Gathered {
  return { bulk, first: null };
}

function singleInsert(table: string, columns: readonly ColumnSpec[], row: readonly SqlValue[]): Statement {
  const names = columns.map((column) => quote(column.name)).join(', ');
  const marks = columns.map((column, index) => SQLSERVER_DIALECT.placeholder(index, column.type)).join(', ');
  return {
    sql: `INSERT INTO ${table} (${names}) VALUES (${marks})`,
    parameters: columns.map((column, index) => ({ type: column.type, value: row[index] ?? null })),
  };
}
