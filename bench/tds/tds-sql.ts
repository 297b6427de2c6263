/** The T-SQL of the bench: what the peers run, and what prepares a yard for them. */
import { quote } from '#src/engines/sql/statement.ts';
import type { KeyRange } from '../ranges.ts';

const LEGACY_COLUMNS = 'channelID, chatID, chatDate, userId, isAlert, content';
/** A view of the source in the layout of the target, for tools that map no columns. */
export const EXPORT_VIEW = 'benchChat';

export const CREATE_EXPORT_VIEW = `CREATE VIEW ${EXPORT_VIEW} AS
  SELECT ${LEGACY_COLUMNS}, CAST(NULL AS varchar(max)) AS rtf FROM dbo.tblChat`;

export const EXPORT_VIEW_EXISTS = `SELECT COUNT(*) AS n FROM sys.views WHERE name = '${EXPORT_VIEW}'`;

export const EMPTY_CHAT = 'TRUNCATE TABLE dbo.tblChat';

/** Dirty pages of the session's database to disk. */
export const CHECKPOINT = 'CHECKPOINT';

export const COUNT_CHAT = 'SELECT COUNT(*) AS n FROM dbo.tblChat';

export const ROOMS = `SELECT channelID AS channelId, COUNT(*) AS rows, MIN(chatID) AS firstChatId, MAX(chatID) AS lastChatId
  FROM dbo.tblChat GROUP BY channelID ORDER BY channelID`;

export const ROUND_TRIP = 'SELECT 1 AS n';

export const VERSION = 'SELECT @@VERSION AS version';

export function copyInside(source: string): string {
  return `INSERT INTO dbo.tblChat (channelId, chatId, chatDate, userId, isAlert, content)
    SELECT ${LEGACY_COLUMNS} FROM ${quote(source)}.dbo.tblChat`;
}

/** Both schemas name the columns alike but for the case. @param range all rows without one */
export function readChat(range: KeyRange | null): string {
  const select = `SELECT ${LEGACY_COLUMNS} FROM dbo.tblChat`;
  if (range === null) return `${select} ORDER BY channelID, chatID`;
  const { fromChannel, toChannel, chatIds } = range;
  const where =
    chatIds === null
      ? `channelID >= ${fromChannel} AND channelID <= ${toChannel}`
      : `channelID = ${fromChannel} AND chatID >= ${chatIds.from} AND chatID <= ${chatIds.to}`;
  return `${select} WHERE ${where} ORDER BY channelID, chatID`;
}
