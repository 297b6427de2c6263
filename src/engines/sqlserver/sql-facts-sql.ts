/** What pre-flight asks a server about itself. A question that a version does not know is refused, and its answer unknown. */
import { quote, type Statement } from '../sql/statement.ts';

const plain = (sql: string): Statement => ({ sql, parameters: [] });

export const VERSION = plain(
  "SELECT CAST(SERVERPROPERTY('ProductVersion') AS nvarchar(128)), CAST(SERVERPROPERTY('Edition') AS nvarchar(128)), @@VERSION",
);

export const CORES = plain('SELECT cpu_count FROM sys.dm_os_sys_info');
/** The column has one name up to 2008 R2 and another from 2012 on ("sys.dm_os_sys_info"). */
export const MEMORY_UP_TO_2008 = plain('SELECT physical_memory_in_bytes FROM sys.dm_os_sys_info');
export const MEMORY_FROM_2012 = plain('SELECT CAST(physical_memory_kb AS bigint) * 1024 FROM sys.dm_os_sys_info');

export const DATABASE = plain(
  `SELECT DB_NAME(), CAST(DATABASEPROPERTYEX(DB_NAME(), 'Status') AS nvarchar(128)),
     CAST(DATABASEPROPERTYEX(DB_NAME(), 'Updateability') AS nvarchar(128)),
     CAST(DATABASEPROPERTYEX(DB_NAME(), 'Collation') AS nvarchar(128))`,
);
export const RECOVERY_MODEL = plain('SELECT recovery_model_desc FROM sys.databases WHERE database_id = DB_ID()');
/** One row for every database that the login may see; a GUID where it is mirrored. */
export const MIRRORED = plain(
  'SELECT CASE WHEN mirroring_guid IS NULL THEN 0 ELSE 1 END FROM sys.database_mirroring WHERE database_id = DB_ID()',
);
export const LOG_SHIPPED = plain(
  'SELECT COUNT(*) FROM msdb.dbo.log_shipping_primary_databases WHERE primary_database = DB_NAME()',
);
/** 8 KB a page; type 0 = data. */
export const DATA_BYTES = plain('SELECT SUM(CAST(size AS bigint)) * 8192 FROM sys.database_files WHERE type = 0');
/** Of the volumes that hold data files, the fullest. SQL Server 2008 R2 SP1 and later. */
export const FREE_BYTES = plain(
  `SELECT MIN(v.available_bytes) FROM sys.database_files f
   CROSS APPLY sys.dm_os_volume_stats(DB_ID(), f.file_id) v WHERE f.type = 0`,
);

export const DATABASES = plain('SELECT name FROM sys.databases WHERE HAS_DBACCESS(name) = 1 ORDER BY name');

/** Columns that only the Persistent Chat schema has ("Persistent Chat database schema"). */
export function marksIn(database: string): Statement {
  return plain(
    `SELECT COUNT(*) FROM ${quote(database)}.sys.columns
     WHERE LOWER(name) IN ('scopeisdenied', 'purgedon', 'configpoolid', 'prindisplayname')`,
  );
}

/** Asked by what it is needed for: servers that are not SQL Server answer questions about this right at random. */
/** Whether there is one at all; its text only shows to whom it may. */
export const HAS_TICKS = plain("SELECT CASE WHEN OBJECT_ID('dbo.fnTicksToDate') IS NULL THEN 0 ELSE 1 END");
export const MAY_CREATE_DATABASE = plain("SELECT HAS_PERMS_BY_NAME(NULL, NULL, 'CREATE ANY DATABASE')");

/** 1 = has it, 0 = has not, null = there is no such table. Asked of a table that is there. */
export function hasRight(table: string, right: string): string {
  return `SELECT '${right} on ${table}' AS [what], HAS_PERMS_BY_NAME('dbo.${table}', 'OBJECT', '${right}') AS [has]`;
}

/** Rights in the journal's database; null where the login may not even enter it. */
export function mayWriteTo(database: string): Statement {
  return {
    sql: "SELECT HAS_DBACCESS(@p0), HAS_PERMS_BY_NAME(@p0, 'DATABASE', 'CREATE TABLE')",
    parameters: [{ type: 'nvarchar(256)', value: database }],
  };
}
