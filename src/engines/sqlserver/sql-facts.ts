/** SQL Server about itself, read-only. Whatever the server refuses to tell is null: never a guess, never an error. */
import type { SqlServerAddress } from '#src/config/configuration.ts';
import type { Opened } from '#src/model/opened.ts';
import type { BackupFacts, DatabaseFacts, ServerFacts, SqlFactsPort } from '#src/preflight/sql-facts-port.ts';
import { Sharing } from '../sharing.ts';
import { asUtc } from '../sql/activity.ts';
import { LAST_FULL_BACKUP } from '../sql/fence-sql.ts';
import type { Side } from '../sql/names.ts';
import { neededRights } from '../sql/needed-rights.ts';
import type { RawRow } from '../sql/session.ts';
import type { Statement } from '../sql/statement.ts';
import { databaseExists } from './databases.ts';
import { openSharedDatabase, type SharedDatabase } from './shared-database.ts';
import {
  CORES,
  DATA_BYTES,
  DATABASE,
  DATABASES,
  FREE_BYTES,
  HAS_TICKS,
  hasRight,
  LOG_SHIPPED,
  MAY_CREATE_DATABASE,
  MEMORY_FROM_2012,
  MEMORY_UP_TO_2008,
  MIRRORED,
  marksIn,
  mayWriteTo,
  RECOVERY_MODEL,
  VERSION,
} from './sql-facts-sql.ts';

const MINUTE_MS = 60_000;
/** Of the four columns that tell a Persistent Chat database, how many must be there. */
const MARKS = 3;

/** @param journalDatabase of the target; null for a side that has none */
export async function openSqlServerFacts(
  address: SqlServerAddress,
  side: Side,
  journalDatabase: string | null,
  sharing: Sharing = new Sharing(),
): Promise<Opened<SqlFactsPort>> {
  const { port: database, close } = await openSharedDatabase(address, 'read', side, sharing);
  return { port: new SqlServerFacts(database, side, journalDatabase), close };
}

class SqlServerFacts implements SqlFactsPort {
  readonly #shared: SharedDatabase;
  readonly #side: Side;
  readonly #journalDatabase: string | null;
  #tail: Promise<unknown> = Promise.resolve();

  constructor(shared: SharedDatabase, side: Side, journalDatabase: string | null) {
    this.#shared = shared;
    this.#side = side;
    this.#journalDatabase = journalDatabase;
  }

  async server(): Promise<ServerFacts> {
    const [row] = await this.#query(VERSION);
    const [version, edition, banner] = [text(row?.[0]) ?? '', text(row?.[1]) ?? '', text(row?.[2]) ?? ''];
    const cores = number(await this.#value(CORES));
    const memory = number(await this.#value(MEMORY_FROM_2012)) ?? number(await this.#value(MEMORY_UP_TO_2008));
    return {
      version,
      edition,
      is64Bit: is64Bit(`${edition} ${banner}`),
      // A server that does not know says 0.
      cores: cores === null || cores === 0n ? null : Number(cores),
      memoryBytes: memory === null || memory === 0n ? null : memory,
    };
  }

  async database(): Promise<DatabaseFacts> {
    const [row] = await this.#query(DATABASE);
    const mirrored = number(await this.#value(MIRRORED));
    const shipped = number(await this.#value(LOG_SHIPPED));
    return {
      name: text(row?.[0]) ?? '',
      status: text(row?.[1]),
      readOnly: text(row?.[2]) === 'READ_ONLY',
      collation: text(row?.[3]) ?? '',
      recoveryModel: text(await this.#value(RECOVERY_MODEL)),
      mirrored: mirrored === null ? null : mirrored > 0n,
      logShipped: shipped === null ? null : shipped > 0n,
      dataBytes: number(await this.#value(DATA_BYTES)),
      freeBytes: number(await this.#value(FREE_BYTES)),
    };
  }

  async backups(): Promise<BackupFacts | null> {
    const rows = await this.#ask({ sql: LAST_FULL_BACKUP, parameters: [] });
    if (rows === null) return null;
    const local = rows[0] === undefined ? null : asUtc(String(rows[0][0]));
    return { lastFullAt: local === null ? null : local + Number(rows[0]?.[1] ?? 0) * MINUTE_MS };
  }

  async missingRights(): Promise<string[]> {
    const { tables, ticksFunction } = await this.#shared.catalogue();
    const there = new Set(tables.map(({ name }) => name));
    const identity = new Set(
      tables.filter(({ columns }) => columns.some((each) => each.identity)).map(({ name }) => name),
    );
    const asked = neededRights(this.#side, identity).filter(({ table }) => there.has(table));
    const rows =
      asked.length === 0
        ? []
        : await this.#query({
            sql: asked.map(({ right, table }) => hasRight(table, right)).join(' UNION ALL '),
            parameters: [],
          });
    const missing = rows.filter((row) => !isTrue(row[1])).map((row) => String(row[0]));
    if (ticksFunction === null && number(await this.#value(HAS_TICKS)) === 1n) {
      missing.push('VIEW DEFINITION on SCHEMA::dbo');
    }
    return [...missing, ...(await this.#missingForJournal())];
  }

  async databases(): Promise<string[]> {
    return (await this.#query(DATABASES)).map((row) => String(row[0]));
  }

  async looksLikePersistentChat(database: string): Promise<boolean> {
    return (number(await this.#value(marksIn(database))) ?? 0n) >= MARKS;
  }

  async #missingForJournal(): Promise<string[]> {
    const name = this.#journalDatabase;
    if (name === null) return [];
    if (!(await databaseExists(this.#shared.pool, name))) {
      return isTrue(await this.#value(MAY_CREATE_DATABASE)) ? [] : [`CREATE ANY DATABASE for the journal ${name}`];
    }
    const [row] = (await this.#ask(mayWriteTo(name))) ?? [];
    if (!isTrue(row?.[0])) return [`access to the journal ${name}`];
    return isTrue(row?.[1]) ? [] : [`CREATE TABLE in the journal ${name}`];
  }

  /** One after the other: to parse them in a session each costs a server more than the wait. */
  #query(statement: Statement): Promise<RawRow[]> {
    const rows = this.#tail.then(() => this.#shared.session.query(statement));
    this.#tail = rows.catch(() => {});
    return rows;
  }

  /** Null where the server refuses the question. A lost connection shows at the next question that must be answered. */
  async #ask(statement: Statement): Promise<RawRow[] | null> {
    try {
      return await this.#query(statement);
    } catch {
      return null;
    }
  }

  async #value(statement: Statement): Promise<unknown> {
    return (await this.#ask(statement))?.[0]?.[0] ?? null;
  }
}

/** From the texts of the edition and of @@VERSION; null where neither tells. */
export function is64Bit(banner: string): boolean | null {
  if (/64-bit|x64|ia64|x86_64|amd64/i.test(banner)) return true;
  return /\bx86\b/i.test(banner) ? false : null;
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? value.trim() : null;
}

function number(value: unknown): bigint | null {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value);
  return typeof value === 'string' && /^-?\d+$/.test(value) ? BigInt(value) : null;
}

function isTrue(value: unknown): boolean {
  return value === true || value === 1;
}
