/** Reading a SQL Server database: read-only intent, committed rows only. */
import type { SqlServerAddress } from '#src/config/configuration.ts';
import type { DatabaseReader } from '#src/model/database-reader.ts';
import type { Opened } from '#src/model/opened.ts';
import type { ChatShape } from '../sql/chat-shape.ts';
import type { Side } from '../sql/names.ts';
import { SqlReader } from '../sql/sql-reader.ts';
import { sqlServerCatalogue } from './catalogue.ts';
import { PLACE } from './catalogue-sql.ts';
import { openPool } from './pool.ts';
import { SqlServerReadSession } from './read-session.ts';
import { SQLSERVER_DIALECT } from './sqlserver-dialect.ts';

export async function openSqlServerReader<Message>(
  address: SqlServerAddress,
  chat: ChatShape<Message>,
  side: Side,
): Promise<Opened<DatabaseReader<Message>>> {
  const pool = await openPool(address, 'read');
  const session = new SqlServerReadSession(pool, address);
  const reader = new SqlReader({
    session,
    dialect: SQLSERVER_DIALECT,
    chat,
    readCatalogue: () => sqlServerCatalogue(session, side),
    readPlace: async () => {
      const [row] = await session.query(PLACE);
      return { server: String(row?.[0] ?? address.host), database: String(row?.[1] ?? address.database) };
    },
  });
  return { port: reader, close: () => pool.close() };
}
