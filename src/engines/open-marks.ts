/** Opens a read-only connection that takes marks of one database. */
import type { DatabaseAddress } from '#src/config/configuration.ts';
import type { MarksPort } from '#src/model/marks-port.ts';
import type { Opened } from '#src/model/opened.ts';
import { Sharing } from './sharing.ts';
import { type ChatShape, CURRENT_CHAT, LEGACY_CHAT } from './sql/chat-shape.ts';

export async function openMarks(
  address: DatabaseAddress,
  side: 'source' | 'target',
  sharing: Sharing = new Sharing(),
): Promise<Opened<MarksPort>> {
  return side === 'source' ? open(address, LEGACY_CHAT, side, sharing) : open(address, CURRENT_CHAT, side, sharing);
}

async function open<Message extends readonly unknown[]>(
  address: DatabaseAddress,
  chat: ChatShape<Message>,
  side: 'source' | 'target',
  sharing: Sharing,
): Promise<Opened<MarksPort>> {
  if (address.engine === 'sqlite') {
    const { ReadMarks } = await import('./sql/read-marks.ts');
    const { openSqliteReader } = await import('./sqlite/sqlite-reader.ts');
    const { port, close } = openSqliteReader(address.file, chat);
    return { port: new ReadMarks(port, chat), close };
  }
  const { openSqlServerMarks } = await import('./sqlserver/sqlserver-marks.ts');
  return openSqlServerMarks(address, chat, side, sharing);
}
