/**
 * The catalogue of a SQL Server database, whole. A question that the server refuses is named and leaves a gap; it never
 * ends the description.
 */
import { createHash } from 'node:crypto';
import type { SqlServerAddress } from '#src/config/configuration.ts';
import type { DatabaseDetail, DescriptionPort, TableDetail } from '#src/describe/description-port.ts';
import type { Opened } from '#src/model/opened.ts';
import { groupedRows } from '../sql/grouped-rows.ts';
import { documentedSpelling, type Side } from '../sql/names.ts';
import type { RawRow } from '../sql/session.ts';
import type { Statement } from '../sql/statement.ts';
import { sqlServerCatalogue } from './catalogue.ts';
import {
  countOf,
  DATABASE_BYTES,
  DEFAULTS,
  FOREIGN_KEYS,
  INDEXES,
  OTHER_OBJECTS,
  ROW_COUNTS,
  TABLE_BYTES,
  TRIGGERS,
} from './description-sql.ts';
import { openPool } from './pool.ts';
import { SqlServerReadSession } from './read-session.ts';
import { SQLSERVER_DIALECT } from './sqlserver-dialect.ts';

/** Hundreds of millions of rows: counting them would read them. */
const NEVER_COUNTED = 'tblChat';

export async function openSqlServerDescription(
  address: SqlServerAddress,
  side: Side,
): Promise<Opened<DescriptionPort>> {
  const pool = await openPool(address, 'read');
  const session = new SqlServerReadSession(pool, address);
  return { port: { detail: () => readDetail(session, side) }, close: () => pool.close() };
}

async function readDetail(session: SqlServerReadSession, side: Side): Promise<DatabaseDetail> {
  const refused: string[] = [];
  const ask = async (what: string, statement: Statement): Promise<RawRow[]> => {
    try {
      return await session.query(statement);
    } catch {
      refused.push(what);
      return [];
    }
  };
  const spelling = documentedSpelling(side);
  const named = (rows: RawRow[]): Map<string, RawRow[]> =>
    new Map(
      groupedRows(rows, (row) => spelling.table(String(row[0]))).map((group) => [
        spelling.table(String(group[0]?.[0])),
        group,
      ]),
    );
  const { tables } = await sqlServerCatalogue(session, side);
  const defaults = named(await ask('defaults', DEFAULTS));
  const indexes = named(await ask('indexes', INDEXES));
  const foreignKeys = named(await ask('foreign keys', FOREIGN_KEYS));
  const triggers = named(await ask('triggers', TRIGGERS));
  const counts = named(await ask('row counts', ROW_COUNTS));
  const bytes = named(await ask('sizes of tables', TABLE_BYTES));
  const column = (table: string, name: unknown): string => spelling.column(table, String(name));
  const details: TableDetail[] = [];
  for (const { name } of tables) {
    details.push({
      name,
      defaults: (defaults.get(name) ?? []).map((row) => ({
        column: column(name, row[1]),
        definition: String(row[2]),
      })),
      indexes: groupedRows(indexes.get(name) ?? [], (row) => String(row[1])).map((rows) => ({
        columns: rows.map((row) => column(name, row[2])),
        unique: isTrue(rows[0]?.[3]),
        primary: isTrue(rows[0]?.[4]),
        clustered: rows[0]?.[5] === 'CLUSTERED',
      })),
      foreignKeys: groupedRows(foreignKeys.get(name) ?? [], (row) => String(row[1])).map((rows) => {
        const referenced = spelling.table(String(rows[0]?.[3]));
        return {
          columns: rows.map((row) => column(name, row[2])),
          table: referenced,
          references: rows.map((row) => column(referenced, row[4])),
        };
      }),
      triggers: (triggers.get(name) ?? []).map((row) => ({
        name: String(row[1]),
        disabled: isTrue(row[2]),
        textHash: typeof row[3] === 'string' ? createHash('sha256').update(row[3], 'utf16le').digest('hex') : null,
      })),
      rows: await rowsOf(name, counts.get(name)?.[0]?.[1], ask),
      bytes: numberOf(bytes.get(name)?.[0]?.[1]),
    });
  }
  const others = await ask('other objects', OTHER_OBJECTS);
  return {
    tables: details,
    otherObjects: new Map(others.map(([kind, count]) => [String(kind), Number(count)])),
    databaseBytes: numberOf((await ask('size of the database', DATABASE_BYTES))[0]?.[0]),
    refused,
  };
}

async function rowsOf(
  table: string,
  kept: unknown,
  ask: (what: string, statement: Statement) => Promise<RawRow[]>,
): Promise<bigint | null> {
  const known = numberOf(kept);
  // Servers that keep no statistics say 0, or less, of every table.
  if (known !== null && known > 0n) return known;
  if (table.toLowerCase() === NEVER_COUNTED.toLowerCase()) return null;
  const [row] = await ask(`row count of ${table}`, countOf(SQLSERVER_DIALECT.table(table)));
  return numberOf(row?.[0]);
}

function numberOf(value: unknown): bigint | null {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value);
  return typeof value === 'string' && /^-?\d+$/.test(value) ? BigInt(value) : null;
}

function isTrue(value: unknown): boolean {
  return value === true || value === 1;
}
