/** SQL Server's catalogue in the terms of the documented schema. */
import type { Catalogue, CatalogueColumn } from '#src/model/catalogue.ts';
import { RightMissing } from '../errors/connection-errors.ts';
import { AS_IS, documentedSpelling, type Side } from '../sql/names.ts';
import type { ReadSession } from '../sql/session.ts';
import { COLUMNS, KEYS, MAY_READ, SERVER, TICKS_FUNCTION } from './catalogue-sql.ts';

/** The documents give a room's name its collation nowhere; names are compared under that of this column. */
const NAMES = { table: 'tblNode', column: 'nodeName' };

/** @throws RightMissing when the login may read nothing, which otherwise looks like an empty database */
export async function sqlServerCatalogue(session: ReadSession, side: Side): Promise<Catalogue> {
  const [server] = await session.query(SERVER);
  const databaseCollation = String(server?.[1] ?? '');
  const spelling = /_CI(_|$)/i.test(databaseCollation) ? documentedSpelling(side) : AS_IS;
  const tables = new Map<string, { columns: CatalogueColumn[]; primaryKey: string[] }>();
  for (const [tableName, columnName, type, bytes, nullable, identity, collation] of await session.query(COLUMNS)) {
    const name = spelling.table(String(tableName));
    const table = tables.get(name) ?? { columns: [], primaryKey: [] };
    tables.set(name, table);
    table.columns.push({
      name: spelling.column(name, String(columnName)),
      type: typeText(String(type).toLowerCase(), Number(bytes)),
      nullable: isTrue(nullable),
      identity: isTrue(identity),
      collation: typeof collation === 'string' ? collation : null,
    });
  }
  if (tables.size === 0) await assertMayRead(session);
  for (const [tableName, columnName] of await session.query(KEYS)) {
    const name = spelling.table(String(tableName));
    tables.get(name)?.primaryKey.push(spelling.column(name, String(columnName)));
  }
  const hasTicks = (server?.[2] ?? null) !== null;
  const names = tables.get(NAMES.table)?.columns.find((column) => column.name === NAMES.column);
  return {
    engine: 'sqlserver',
    version: String(server?.[0] ?? ''),
    collation: names?.collation ?? databaseCollation,
    tables: [...tables].map(([name, table]) => ({ name, ...table })),
    ticksFunction: hasTicks ? textOrNull((await session.query(TICKS_FUNCTION))[0]?.[0]) : null,
  };
}

async function assertMayRead(session: ReadSession): Promise<void> {
  const [row] = await session.query(MAY_READ);
  if (Number(row?.[0]) === 1) return;
  throw new RightMissing(`SELECT on the schema dbo of the database ${row?.[1]}, for the login ${row?.[2]}`);
}

/** `max_length` counts bytes: two for each unit of nvarchar; -1 stands for max. */
function typeText(type: string, bytes: number): string {
  const perUnit = type === 'nvarchar' || type === 'nchar' ? 2 : type === 'varchar' || type === 'char' ? 1 : 0;
  if (perUnit === 0) return type;
  return `${type}(${bytes < 0 ? 'max' : bytes / perUnit})`;
}

function isTrue(value: unknown): boolean {
  return value === true || value === 1;
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
