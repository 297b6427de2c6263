/** The portable reading session over a pool. */
import type sql from 'mssql';
import type { SqlServerAddress } from '#src/config/configuration.ts';
import type { PageLimits } from '#src/model/messages.ts';
import { assertSelect } from '../sql/select-guard.ts';
import type { RangeMarking, RawPage, RawRow, ReadSession } from '../sql/session.ts';
import type { Statement } from '../sql/statement.ts';
import { streamedPages } from './row-stream.ts';
import { translated } from './sqlserver-errors.ts';
import { parameterType, parameterValue } from './types.ts';
import { WireMarking } from './wire-marking.ts';

export class SqlServerReadSession implements ReadSession {
  readonly #pool: sql.ConnectionPool;
  readonly #address: SqlServerAddress;

  constructor(pool: sql.ConnectionPool, address: SqlServerAddress) {
    this.#pool = pool;
    this.#address = address;
  }

  async query(statement: Statement): Promise<RawRow[]> {
    assertSelect(statement.sql);
    try {
      return await rowsOf(this.#pool.request(), statement);
    } catch (error) {
      throw translated(error, this.#address);
    }
  }

  async *pages(
    statement: Statement,
    size: (row: RawRow) => number,
    limits: PageLimits,
    marking: RangeMarking | null = null,
  ): AsyncIterable<RawPage> {
    assertSelect(statement.sql);
    const marks = marking instanceof WireMarking ? marking.marks : null;
    try {
      yield* streamedPages(this.#pool, statement, size, limits, marks);
    } catch (error) {
      throw translated(error, this.#address);
    }
  }
}

/** Rows as arrays. */
export async function rowsOf(request: sql.Request, statement: Statement): Promise<RawRow[]> {
  const asked = bound(request, statement);
  asked.arrayRowMode = true;
  const { recordset } = await asked.query(statement.sql);
  return (recordset ?? []) as unknown as RawRow[];
}

export function bound(request: sql.Request, statement: Statement): sql.Request {
  statement.parameters.forEach(({ type, value }, index) => {
    request.input(`p${index}`, parameterType(type, value), parameterValue(value));
  });
  return request;
}
