/** Reading a SQLite file through a connection that cannot write. */
import { basename, extname } from 'node:path';
import type { DatabaseReader } from '#src/model/database-reader.ts';
import type { Opened } from '#src/model/opened.ts';
import type { ChatShape } from '../sql/chat-shape.ts';
import { DigestMarking } from '../sql/digest-marking.ts';
import { SqlReader } from '../sql/sql-reader.ts';
import { sqliteCatalogue } from './sqlite-catalogue.ts';
import { SQLITE_DIALECT } from './sqlite-dialect.ts';
import { SqliteFile } from './sqlite-file.ts';
import { SqliteReadSession } from './sqlite-sessions.ts';

export function openSqliteReader<Message>(path: string, chat: ChatShape<Message>): Opened<DatabaseReader<Message>> {
  const file = new SqliteFile(path, 'read');
  const session = new SqliteReadSession(file);
  const reader = new SqlReader({
    session,
    dialect: SQLITE_DIALECT,
    chat,
    marking: () => new DigestMarking(chat),
    readCatalogue: () => sqliteCatalogue((statement) => session.query(statement)),
    readPlace: async () => ({ server: file.path, database: basename(file.path, extname(file.path)) }),
  });
  return { port: reader, close: async () => file.close() };
}
