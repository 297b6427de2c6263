/** Statements about a database as a whole: who is connected, what moves, when it was backed up, how it is closed. */
import { quote } from './statement.ts';

/** Moves when a Group Chat server lives. Every one of them is a small table. Name → a SELECT of one value. */
export const COUNTERS: Readonly<Record<string, { readonly table: string; readonly sql: string }>> = {
  'tblLastChatId.lastChatID': {
    table: 'tblLastChatId',
    sql: 'SELECT SUM(lastChatID) FROM tblLastChatId',
  },
  'tblSystemRevision.sysRevision': {
    table: 'tblSystemRevision',
    sql: 'SELECT MAX(sysRevision) FROM tblSystemRevision',
  },
  'tblActivePeers rows': { table: 'tblActivePeers', sql: 'SELECT COUNT(*) FROM tblActivePeers' },
  'tblFileToken rows': { table: 'tblFileToken', sql: 'SELECT COUNT(*) FROM tblFileToken' },
  'tblComplianceData rows': { table: 'tblComplianceData', sql: 'SELECT COUNT(*) FROM tblComplianceData' },
  'tblNode.nodeUpdatedOn': { table: 'tblNode', sql: 'SELECT MAX(nodeUpdatedOn) FROM tblNode' },
  'tblPrincipal.prinUpdatedOn': { table: 'tblPrincipal', sql: 'SELECT MAX(prinUpdatedOn) FROM tblPrincipal' },
};

export const LAST_PING = { table: 'tblServerIdentity', sql: 'SELECT MAX(serverLastPingTime) FROM tblServerIdentity' };

/** Sessions of others in this database. The view is old enough for every version that a source runs on. */
export const SESSIONS =
  "SELECT RTRIM(COALESCE(hostname, '')) + ' ' + RTRIM(COALESCE(program_name, '')) FROM sys.sysprocesses WHERE dbid = DB_ID() AND spid <> @@SPID AND spid > 50";
export const MAY_SEE_SESSIONS = "SELECT HAS_PERMS_BY_NAME(NULL, NULL, 'VIEW SERVER STATE')";

/** In the server's own time and in UTC, because nothing says which of the two a ping is written in. */
export const LAST_FULL_BACKUP =
  "SELECT TOP 1 CONVERT(varchar(23), backup_finish_date, 121), DATEDIFF(minute, GETDATE(), GETUTCDATE()) FROM msdb.dbo.backupset WHERE database_name = DB_NAME() AND type = 'D' ORDER BY backup_finish_date DESC";

export const IS_READ_ONLY = 'SELECT is_read_only FROM sys.databases WHERE database_id = DB_ID()';
export const MAY_ALTER = "SELECT HAS_PERMS_BY_NAME(DB_NAME(), 'DATABASE', 'ALTER')";

/** Others are disconnected at once: the gates have proved that nobody works there. */
export function closeDatabase(name: string): string {
  return `ALTER DATABASE ${quote(name)} SET READ_ONLY WITH ROLLBACK IMMEDIATE`;
}

export function openDatabase(name: string): string {
  return `ALTER DATABASE ${quote(name)} SET READ_WRITE WITH ROLLBACK IMMEDIATE`;
}
