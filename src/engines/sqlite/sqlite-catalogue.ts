/** SQLite's catalogue in the terms of the documented schema: tables carry the documented type texts. */
import type { Catalogue, CatalogueColumn, CatalogueTable } from '#src/model/catalogue.ts';
import type { Statement } from '../sql/statement.ts';

const TABLES: Statement = {
  sql: `SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name`,
  parameters: [],
};
const COLUMNS: Statement = {
  sql: `SELECT m.name, c.name, c.type, c."notnull", c.pk FROM sqlite_schema m, pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY m.name, c.cid`,
  parameters: [],
};
const VERSION: Statement = { sql: 'SELECT sqlite_version()', parameters: [] };

type Query = (statement: Statement) => Promise<readonly (readonly unknown[])[]>;

/** @param query rows as arrays, integers as bigint */
export async function sqliteCatalogue(query: Query): Promise<Catalogue> {
  const texts = new Map((await query(TABLES)).map(([name, sql]) => [String(name), String(sql)]));
  const tables = new Map<string, { columns: CatalogueColumn[]; key: { name: string; place: bigint }[] }>();
  for (const name of texts.keys()) tables.set(name, { columns: [], key: [] });
  for (const [tableName, columnName, declared, notNull, place] of await query(COLUMNS)) {
    const table = tables.get(String(tableName));
    const text = texts.get(String(tableName)) ?? '';
    const name = String(columnName);
    const type = String(declared).toLowerCase();
    const identity = Number(place) === 1 && type === 'integer' && /\bautoincrement\b/i.test(text);
    table?.columns.push({
      name,
      // An AUTOINCREMENT column must be declared INTEGER; it stands for a documented int.
      type: identity ? 'int' : type,
      nullable: notNull === 0n && !identity,
      identity,
      collation: /char\(/.test(type) ? collationOf(text, name) : null,
    });
    if (place !== 0n) table?.key.push({ name, place: place as bigint });
  }
  const list: CatalogueTable[] = [...tables].map(([name, { columns, key }]) => ({
    name,
    columns,
    primaryKey: key.sort((a, b) => Number(a.place - b.place)).map((each) => each.name),
  }));
  const collations = list.flatMap((table) => table.columns.map((column) => column.collation));
  return {
    engine: 'sqlite',
    version: String((await query(VERSION))[0]?.[0]),
    collation: collations.includes('NOCASE') ? 'NOCASE' : 'BINARY',
    tables: list,
    ticksFunction: null,
  };
}

/** PRAGMA does not tell a column's collation; the CREATE TABLE text does, in the form that gc2pc's fixtures write. */
function collationOf(createTable: string, column: string): string {
  const escaped = column.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const part = new RegExp(`[\`"\\[]${escaped}[\`"\\]]\\s+("[^"]*"|[^,"]*?\\)|[^,"(]*)([^,]*)`, 'i').exec(createTable);
  return /\bcollate\s+['"`]?(\w+)/i.exec(part?.[0] ?? '')?.[1]?.toUpperCase() ?? 'BINARY';
}
