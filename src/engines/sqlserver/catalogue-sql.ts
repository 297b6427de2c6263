/** What a database says of itself, from views that SQL Server 2005 has. */
import type { Statement } from '../sql/statement.ts';

const plain = (sql: string): Statement => ({ sql, parameters: [] });

export const PLACE = plain(
  "SELECT CAST(SERVERPROPERTY('ServerName') AS nvarchar(256)) AS [server], DB_NAME() AS [database]",
);

export const SERVER = plain(
  "SELECT CAST(SERVERPROPERTY('ProductVersion') AS nvarchar(128)) AS [version], CAST(DATABASEPROPERTYEX(DB_NAME(), 'Collation') AS nvarchar(128)) AS [collation], OBJECT_ID('dbo.fnTicksToDate') AS [ticksFunction]",
);

/** Types by their system name, so that an alias type shows what it stands for. */
export const COLUMNS = plain(
  `SELECT t.name AS [table], c.name AS [column], y.name AS [type], c.max_length AS [bytes], c.is_nullable AS [nullable],
     c.is_identity AS [identity], c.collation_name AS [collation]
   FROM sys.tables t
   JOIN sys.schemas s ON s.schema_id = t.schema_id
   JOIN sys.columns c ON c.object_id = t.object_id
   JOIN sys.types y ON y.user_type_id = c.system_type_id
   WHERE s.name = 'dbo' ORDER BY t.name, c.column_id`,
);

/** Not by INFORMATION_SCHEMA, whose views some servers answer three times as slowly. */
export const KEYS = plain(
  `SELECT t.name AS [table], c.name AS [column]
   FROM sys.indexes i
   JOIN sys.tables t ON t.object_id = i.object_id
   JOIN sys.schemas s ON s.schema_id = t.schema_id
   JOIN sys.index_columns x ON x.object_id = i.object_id AND x.index_id = i.index_id
   JOIN sys.columns c ON c.object_id = x.object_id AND c.column_id = x.column_id
   WHERE i.is_primary_key = 1 AND s.name = 'dbo' ORDER BY t.name, x.key_ordinal`,
);

/** To be asked only where there is one: some servers take long to find none. */
export const TICKS_FUNCTION = plain("SELECT OBJECT_DEFINITION(OBJECT_ID('dbo.fnTicksToDate')) AS [definition]");

/**
 * Whether this login may read the schema at all. A server shows a login only what it has a right on, so that without any
 * right a full database looks empty.
 */
export const MAY_READ = plain(
  "SELECT CASE WHEN HAS_PERMS_BY_NAME('dbo', 'SCHEMA', 'SELECT') = 1 OR IS_MEMBER('db_owner') = 1 OR IS_SRVROLEMEMBER('sysadmin') = 1 THEN 1 ELSE 0 END AS [may], DB_NAME() AS [database], SYSTEM_USER AS [login]",
);
