/**
 * Microsoft's sample queries ("Sample Persistent Chat database queries"), each with a key in its condition. They run on
 * SQL Server 2005 and on SQLite.
 */
import type { SqlType } from '#src/model/schema/types.ts';
import { type RoomWindow, SAMPLE_SINCE_TICKS, SAMPLE_UNTIL_TICKS } from '#src/verify/sample-queries-port.ts';
import { type Dialect, StatementText } from './dialect.ts';
import type { Statement } from './statement.ts';

/** 1753-01-01 in ticks: no datetime of SQL Server is older, and the function would fail on one that is. */
const FIRST_DATETIME_TICKS = 552_877_920_000_000_000n;

/** A message dated after 2011-01-01; by the database's own function where `dated`, else by its ticks. */
function isRecent(text: StatementText, dated: boolean): string {
  if (!dated) {
    return `c.[chatDate] > ${text.bind('bigint', SAMPLE_SINCE_TICKS)} AND c.[chatDate] < ${text.bind('bigint', SAMPLE_UNTIL_TICKS)}`;
  }
  const from = text.bind('bigint', FIRST_DATETIME_TICKS);
  const to = text.bind('bigint', SAMPLE_UNTIL_TICKS - 1n);
  return `CASE WHEN c.[chatDate] BETWEEN ${from} AND ${to} THEN dbo.fnTicksToDate(c.[chatDate]) END > '20110101'`;
}

function inWindow(text: StatementText, { channelId, upTo }: RoomWindow): string {
  return `c.[channelId] = ${text.bind('int', channelId)} AND c.[chatId] <= ${text.bind('bigint', upTo)}`;
}

export function messagesByRoom(dialect: Dialect, window: RoomWindow, dated: boolean): Statement {
  const text = new StatementText(dialect);
  const from = `${dialect.table('tblChat')} c, ${dialect.table('tblNode')} n`;
  return text.finish(
    `SELECT n.[nodeName] AS [ChatRoom], COUNT(*) AS [ChatMessages] FROM ${from} WHERE ${inWindow(text, window)} AND c.[channelId] = n.[nodeID] AND ${isRecent(text, dated)} GROUP BY n.[nodeName] ORDER BY [ChatMessages] DESC`,
  );
}

export function messagesByAuthor(dialect: Dialect, window: RoomWindow, dated: boolean): Statement {
  const text = new StatementText(dialect);
  const from = `${dialect.table('tblChat')} c, ${dialect.table('tblPrincipal')} p`;
  return text.finish(
    `SELECT p.[prinName] AS [Name], COUNT(*) AS [ChatMessages] FROM ${from} WHERE ${inWindow(text, window)} AND p.[prinID] = c.[userId] AND ${isRecent(text, dated)} GROUP BY p.[prinName] ORDER BY [ChatMessages] DESC`,
  );
}

export function messagesLike(dialect: Dialect, window: RoomWindow, word: string): Statement {
  if (!/^[A-Za-z0-9]+$/.test(word)) throw new Error('only letters and digits can be searched for');
  const text = new StatementText(dialect);
  const from = `${dialect.table('tblChat')} c, ${dialect.table('tblNode')} n, ${dialect.table('tblPrincipal')} p`;
  return text.finish(
    `SELECT n.[nodeName] AS [ChatRoom], p.[prinName] AS [Name], c.[content] AS [Message] FROM ${from} WHERE ${inWindow(text, window)} AND c.[channelId] = n.[nodeID] AND c.[userId] = p.[prinID] AND c.[content] LIKE ${text.bind('nvarchar(256)', `%${word}%`)}`,
  );
}

export function affiliationsOf(dialect: Dialect, prinID: number): Statement {
  const text = new StatementText(dialect);
  const from = `${dialect.table('tblPrincipalAffiliations')} a, ${dialect.table('tblPrincipal')} p`;
  return text.finish(
    `SELECT p.[prinName] AS [Name] FROM ${from} WHERE a.[principalID] = ${text.bind('int', prinID)} AND a.[affiliationID] = p.[prinID]`,
  );
}

export function rolesOf(dialect: Dialect, prinID: number, name: string): Statement {
  const text = new StatementText(dialect);
  const from = `${dialect.table('tblPrincipalRole')} r, ${dialect.table('tblPrincipal')} p, ${dialect.table('tblNode')} n`;
  return text.finish(
    `SELECT DISTINCT n.[nodeName] AS [ChatRoom], p.[prinName] AS [Name] FROM ${from} WHERE r.[prinRoleNodeID] = n.[nodeID] AND r.[prinRolePrinID] = p.[prinID] AND p.[prinID] = ${text.bind('int', prinID)} AND p.[prinName] = ${text.bind('nvarchar(256)', name)}`,
  );
}

/** @param createdOn select-list text that reads the column */
export function invitesOf(dialect: Dialect, prinID: number, createdOn: string): Statement {
  const text = new StatementText(dialect);
  const from = `${dialect.table('tblPrincipalInvites')} i, ${dialect.table('tblPrincipal')} p, ${dialect.table('tblNode')} n`;
  return text.finish(
    `SELECT p.[prinName] AS [prinName], n.[nodeName] AS [nodeName], i.[invID] AS [invID], ${createdOn} FROM ${from} WHERE i.[prinID] = ${text.bind('int', prinID)} AND i.[prinID] = p.[prinID] AND i.[nodeID] = n.[nodeID] ORDER BY i.[invID] DESC`,
  );
}

/** One id of each group of names that the database's collation takes for the same; the root's name may come again. */
export function sharedNodeNames(dialect: Dialect): Statement {
  return {
    sql: `SELECT MAX([nodeID]) AS [nodeID] FROM ${dialect.table('tblNode')} WHERE [nodeID] <> 1 GROUP BY [nodeName] HAVING COUNT(*) > 1`,
    parameters: [],
  };
}

export function sharedAddInNames(dialect: Dialect): Statement {
  const addIns = dialect.table('tblSiopWhiteList');
  return {
    sql: `SELECT [siopID] AS [siopID] FROM ${addIns} WHERE [siopName] IN (SELECT [siopName] FROM ${addIns} GROUP BY [siopName] HAVING COUNT(*) > 1) ORDER BY [siopID]`,
    parameters: [],
  };
}

/** What the database's function makes of 2011-01-01 in .NET ticks, as text; only where the function exists. */
export function sampleDate(dialect: Dialect): Statement {
  const text = new StatementText(dialect);
  const type: SqlType = 'bigint';
  return text.finish(
    `SELECT CONVERT(char(10), dbo.fnTicksToDate(${text.bind(type, SAMPLE_SINCE_TICKS)}), 120) AS [sampleDate]`,
  );
}
