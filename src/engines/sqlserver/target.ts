/** Writing a SQL Server target: bulk loads in transactions that span the target and the journal of the same instance. */
import type { SqlServerAddress } from '#src/config/configuration.ts';
import type { SourceBeside } from '#src/load/server-path/server-path-port.ts';
import type { TargetPort } from '#src/load/target-port.ts';
import type { Opened } from '#src/model/opened.ts';
import { Sharing } from '../sharing.ts';
import { CURRENT_CHAT } from '../sql/chat-shape.ts';
import { journalDialect, SqlJournalTransaction } from '../sql/sql-journal.ts';
import { SqlMessagePack } from '../sql/sql-message-pack.ts';
import { SqlTargetTransaction } from '../sql/sql-target-transaction.ts';
import { tableWriter } from '../sql/table-writer.ts';
import { BulkRows } from './bulk-rows.ts';
import { serverPathPlaces } from './server-path-places.ts';
import { openSharedDatabase } from './shared-database.ts';
import { SQLSERVER_DIALECT } from './sqlserver-dialect.ts';
import { sqlServerTransaction } from './transaction.ts';

/** @param beside the source, where messages shall be copied inside the server */
export async function openSqlServerTarget(
  address: SqlServerAddress,
  journalDatabase: string,
  beside: SourceBeside | null,
  sharing: Sharing = new Sharing(),
): Promise<Opened<TargetPort>> {
  const shared = await openSharedDatabase(address, 'write', 'target', sharing);
  const { pool, catalogue } = shared.port;
  const dialect = journalDialect(SQLSERVER_DIALECT, [journalDatabase, 'dbo']);
  const serverPath = beside === null ? null : serverPathPlaces(beside, dialect);
  const port: TargetPort = {
    transaction: async (work) => {
      // Before the transaction begins: it then needs no second connection, nor holds locks meanwhile.
      const known = await catalogue();
      return sqlServerTransaction(pool, address, (session) =>
        work(
          new SqlTargetTransaction({
            session,
            dialect: SQLSERVER_DIALECT,
            journal: new SqlJournalTransaction(session, dialect),
            writer: async (spec) => tableWriter(spec, known),
            serverPath,
          }),
        ),
      );
    },
    pack: async () => {
      const writer = tableWriter(CURRENT_CHAT.spec, await catalogue());
      return new SqlMessagePack(writer, new BulkRows(writer.columns));
    },
  };
  return { port, close: shared.close };
}
