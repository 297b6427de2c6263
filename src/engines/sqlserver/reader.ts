/** Reading a SQL Server database: read-only intent, committed rows only. */
import type { SqlServerAddress } from '#src/config/configuration.ts';
import type { DatabaseReader } from '#src/model/database-reader.ts';
import type { Opened } from '#src/model/opened.ts';
import { Sharing } from '../sharing.ts';
import type { ChatShape } from '../sql/chat-shape.ts';
import type { Side } from '../sql/names.ts';
import { SqlReader } from '../sql/sql-reader.ts';
import { PLACE } from './catalogue-sql.ts';
import { openSharedDatabase } from './shared-database.ts';
import { SQLSERVER_DIALECT } from './sqlserver-dialect.ts';
import { WireMarking } from './wire-marking.ts';

export async function openSqlServerReader<Message>(
  address: SqlServerAddress,
  chat: ChatShape<Message>,
  side: Side,
  sharing: Sharing = new Sharing(),
): Promise<Opened<DatabaseReader<Message>>> {
  const { port, close } = await openSharedDatabase(address, 'read', side, sharing);
  const { session, catalogue } = port;
  const reader = new SqlReader({
    session,
    dialect: SQLSERVER_DIALECT,
    chat,
    readCatalogue: catalogue,
    marking: () => new WireMarking(chat),
    readPlace: async () => {
      const [row] = await session.query(PLACE);
      return { server: String(row?.[0] ?? address.host), database: String(row?.[1] ?? address.database) };
    },
  });
  return { port: reader, close };
}
