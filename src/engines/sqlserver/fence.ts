/**
 * The fence of a SQL Server source: READ_ONLY where the account may set it. Where it may not, or the server does not know
 * it, the counters are noted and looked at again: a write is then noticed, not refused, and the plan says so.
 */
import type sql from 'mssql';
import type { SqlServerAddress } from '#src/config/configuration.ts';
import type { Activity, BackupPort, FenceMark, FencePort } from '#src/cutover/fence-port.ts';
import type { Opened } from '#src/model/opened.ts';
import { asUtc, readActivity } from '../sql/activity.ts';
import {
  closeDatabase,
  IS_READ_ONLY,
  LAST_FULL_BACKUP,
  MAY_ALTER,
  MAY_SEE_SESSIONS,
  openDatabase,
  SESSIONS,
} from '../sql/fence-sql.ts';
import { openPool } from './pool.ts';
import { rowsOf } from './read-session.ts';
import { translated } from './sqlserver-errors.ts';

const TABLES = 'SELECT TABLE_NAME FROM INFORMATION_SCHEMA.TABLES';
/** Our own connections of other pools are no sign of life. */
const OWN_PROGRAM = 'gc2pc';
const MINUTE_MS = 60_000;
/** Engine edition that has no ALTER DATABASE of this kind shows it by its error; so may any server. */
const AS_TEXT = (statement: string): string => `SELECT CONVERT(nvarchar(100), (${statement}), 121)`;

export async function openSqlServerFence(address: SqlServerAddress): Promise<Opened<FencePort & BackupPort>> {
  const pool = await openPool(address, 'read');
  const prevents = (await optional(pool, MAY_ALTER)) === '1' && (await knowsReadOnly(pool));
  return { port: new SqlServerFence(pool, address, prevents), close: () => pool.close() };
}

class SqlServerFence implements FencePort, BackupPort {
  readonly prevents: boolean;
  readonly means: string;
  readonly #pool: sql.ConnectionPool;
  readonly #address: SqlServerAddress;

  constructor(pool: sql.ConnectionPool, address: SqlServerAddress, prevents: boolean) {
    this.#pool = pool;
    this.#address = address;
    this.prevents = prevents;
    this.means = prevents
      ? closeDatabase(address.database)
      : 'note every counter that a write would move, and look at them again before and after each later step';
  }

  async raise(): Promise<FenceMark> {
    const wasClosedBefore = await this.#isReadOnly();
    const { counters } = await this.activity();
    if (this.prevents && !wasClosedBefore) await this.#alter(closeDatabase(this.#address.database));
    return { wasClosedBefore, counters };
  }

  async isUp(mark: FenceMark): Promise<boolean> {
    if (this.prevents || mark.wasClosedBefore) return this.#isReadOnly();
    const { counters } = await this.activity();
    return Object.entries(mark.counters).every(([name, value]) => counters[name] === value);
  }

  async lift(mark: FenceMark): Promise<void> {
    if (!this.prevents || mark.wasClosedBefore || !(await this.#isReadOnly())) return;
    await this.#alter(openDatabase(this.#address.database));
  }

  async activity(): Promise<Activity> {
    const tables = new Set((await this.#rows(TABLES)).map((row) => String(row[0]).toLowerCase()));
    return readActivity(
      async (statement) => {
        const value = (await this.#rows(AS_TEXT(statement)))[0]?.[0];
        return value === null || value === undefined ? null : String(value);
      },
      (table) => tables.has(table.toLowerCase()),
      await this.#sessions(),
    );
  }

  async lastBackup(): Promise<number | null> {
    try {
      const [row] = await this.#rows(LAST_FULL_BACKUP);
      const local = row === undefined ? null : asUtc(String(row[0]));
      if (local === null) return null;
      // The earlier of the two readings: a backup must be newer than the stop in either.
      return local + Math.min(0, Number(row?.[1] ?? 0) * MINUTE_MS);
    } catch {
      return null; // No right to read msdb, or no msdb: nothing is known.
    }
  }

  async #sessions(): Promise<string[] | null> {
    if ((await optional(this.#pool, MAY_SEE_SESSIONS)) !== '1') return null;
    try {
      const rows = await this.#rows(SESSIONS);
      return rows.map((row) => String(row[0]).trim()).filter((who) => !who.endsWith(OWN_PROGRAM));
    } catch {
      return null; // A server without the view: nothing is known of its sessions.
    }
  }

  async #isReadOnly(): Promise<boolean> {
    const value = await optional(this.#pool, IS_READ_ONLY);
    return value === '1' || value === 'true';
  }

  async #rows(statement: string): Promise<(readonly unknown[])[]> {
    try {
      return await rowsOf(this.#pool.request(), { sql: statement, parameters: [] });
    } catch (error) {
      throw translated(error, this.#address);
    }
  }

  async #alter(statement: string): Promise<void> {
    try {
      await this.#pool.request().batch(statement);
    } catch (error) {
      throw translated(error, this.#address);
    }
  }
}

/** Babelfish and its like take the permission question but not the statement; SQL Server proper names its edition. */
async function knowsReadOnly(pool: sql.ConnectionPool): Promise<boolean> {
  const version = (await optional(pool, 'SELECT @@VERSION')) ?? '';
  return /Microsoft SQL Server/i.test(version) && !/Babelfish/i.test(version);
}

/** The one value of a SELECT as text; null where the server refuses the question. */
async function optional(pool: sql.ConnectionPool, statement: string): Promise<string | null> {
  try {
    const value = (await rowsOf(pool.request(), { sql: statement, parameters: [] }))[0]?.[0];
    return value === null || value === undefined ? null : String(value);
  } catch {
    return null;
  }
}
