/** The catalogue of a SQLite file, whole. */
import { createHash } from 'node:crypto';
import type { DatabaseDetail, DescriptionPort, TableDetail } from '#src/describe/description-port.ts';
import type { Opened } from '#src/model/opened.ts';
import { groupedRows } from '../sql/grouped-rows.ts';
import type { RawRow } from '../sql/session.ts';
import { quote } from '../sql/statement.ts';
import { SqliteFile } from './sqlite-file.ts';
import { SqliteReadSession } from './sqlite-sessions.ts';

const OURS = `m.type = 'table' AND m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'`;
const TABLES = `SELECT m.name FROM sqlite_schema m WHERE ${OURS} ORDER BY m.name`;
const DEFAULTS = `SELECT m.name, c.name, c.dflt_value FROM sqlite_schema m, pragma_table_info(m.name) c WHERE ${OURS} AND c.dflt_value IS NOT NULL ORDER BY m.name, c.cid`;
const INDEXES = `SELECT m.name, i.name, c.name, i."unique", i.origin FROM sqlite_schema m, pragma_index_list(m.name) i, pragma_index_info(i.name) c WHERE ${OURS} ORDER BY m.name, i.name, c.seqno`;
const FOREIGN_KEYS = `SELECT m.name, f.id, f."from", f."table", f."to" FROM sqlite_schema m, pragma_foreign_key_list(m.name) f WHERE ${OURS} ORDER BY m.name, f.id, f.seq`;
const TRIGGERS = `SELECT tbl_name, name, sql FROM sqlite_schema WHERE type = 'trigger' ORDER BY tbl_name, name`;
const VIEWS = `SELECT COUNT(*) FROM sqlite_schema WHERE type = 'view'`;
const BYTES = 'SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()';
/** Hundreds of millions of rows: counting them would read them. */
const NEVER_COUNTED = 'tblchat';

export function openSqliteDescription(path: string): Opened<DescriptionPort> {
  const file = new SqliteFile(path, 'read');
  const session = new SqliteReadSession(file);
  const ask = (sql: string): Promise<RawRow[]> => session.query({ sql, parameters: [] });
  return { port: { detail: () => readDetail(ask) }, close: async () => file.close() };
}

async function readDetail(ask: (sql: string) => Promise<RawRow[]>): Promise<DatabaseDetail> {
  const byTable = async (sql: string): Promise<Map<string, RawRow[]>> =>
    new Map(groupedRows(await ask(sql), (row) => String(row[0])).map((rows) => [String(rows[0]?.[0]), rows]));
  const defaults = await byTable(DEFAULTS);
  const indexes = await byTable(INDEXES);
  const foreignKeys = await byTable(FOREIGN_KEYS);
  const triggers = await byTable(TRIGGERS);
  const tables: TableDetail[] = [];
  for (const [raw] of await ask(TABLES)) {
    const name = String(raw);
    tables.push({
      name,
      defaults: (defaults.get(name) ?? []).map((row) => ({ column: String(row[1]), definition: String(row[2]) })),
      indexes: groupedRows(indexes.get(name) ?? [], (row) => String(row[1])).map((rows) => ({
        columns: rows.map((row) => String(row[2])),
        unique: rows[0]?.[3] === 1n,
        primary: rows[0]?.[4] === 'pk',
        clustered: null,
      })),
      foreignKeys: groupedRows(foreignKeys.get(name) ?? [], (row) => String(row[1])).map((rows) => ({
        columns: rows.map((row) => String(row[2])),
        table: String(rows[0]?.[3]),
        references: rows.map((row) => String(row[4])),
      })),
      triggers: (triggers.get(name) ?? []).map((row) => ({
        name: String(row[1]),
        disabled: false,
        textHash: createHash('sha256').update(String(row[2]), 'utf16le').digest('hex'),
      })),
      rows: name.toLowerCase() === NEVER_COUNTED ? null : count(await ask(`SELECT COUNT(*) FROM ${quote(name)}`)),
      bytes: null,
    });
  }
  const views = Number(count(await ask(VIEWS)) ?? 0n);
  return {
    tables,
    otherObjects: new Map(views === 0 ? [] : [['VIEW', views]]),
    databaseBytes: count(await ask(BYTES)),
    refused: [],
  };
}

function count(rows: RawRow[]): bigint | null {
  const value = rows[0]?.[0];
  return typeof value === 'bigint' ? value : null;
}
