/** The catalogue beyond columns and keys, from views that SQL Server 2005 has. Schema dbo alone, as everywhere. */
import type { Statement } from '../sql/statement.ts';

const plain = (sql: string): Statement => ({ sql, parameters: [] });

export const DEFAULTS = plain(
  `SELECT t.name AS [table], c.name AS [column], d.definition AS [definition]
   FROM sys.default_constraints d
   JOIN sys.tables t ON t.object_id = d.parent_object_id
   JOIN sys.schemas s ON s.schema_id = t.schema_id
   JOIN sys.columns c ON c.object_id = d.parent_object_id AND c.column_id = d.parent_column_id
   WHERE s.name = 'dbo' ORDER BY t.name, c.column_id`,
);

/** One row a column of an index, in key order. */
export const INDEXES = plain(
  `SELECT t.name AS [table], i.index_id AS [index], c.name AS [column], i.is_unique AS [unique],
     i.is_primary_key AS [primary], i.type_desc AS [type]
   FROM sys.indexes i
   JOIN sys.tables t ON t.object_id = i.object_id
   JOIN sys.schemas s ON s.schema_id = t.schema_id
   JOIN sys.index_columns x ON x.object_id = i.object_id AND x.index_id = i.index_id
   JOIN sys.columns c ON c.object_id = x.object_id AND c.column_id = x.column_id
   WHERE s.name = 'dbo' AND i.index_id > 0 AND x.is_included_column = 0
   ORDER BY t.name, i.index_id, x.key_ordinal`,
);

/** One row a column of a foreign key. */
export const FOREIGN_KEYS = plain(
  `SELECT t.name AS [table], f.object_id AS [key], c.name AS [column], r.name AS [referenced], rc.name AS [reference]
   FROM sys.foreign_keys f
   JOIN sys.tables t ON t.object_id = f.parent_object_id
   JOIN sys.schemas s ON s.schema_id = t.schema_id
   JOIN sys.tables r ON r.object_id = f.referenced_object_id
   JOIN sys.foreign_key_columns k ON k.constraint_object_id = f.object_id
   JOIN sys.columns c ON c.object_id = k.parent_object_id AND c.column_id = k.parent_column_id
   JOIN sys.columns rc ON rc.object_id = k.referenced_object_id AND rc.column_id = k.referenced_column_id
   WHERE s.name = 'dbo' ORDER BY t.name, f.object_id, k.constraint_column_id`,
);

export const TRIGGERS = plain(
  `SELECT t.name AS [table], g.name AS [trigger], g.is_disabled AS [disabled], OBJECT_DEFINITION(g.object_id) AS [text]
   FROM sys.triggers g
   JOIN sys.tables t ON t.object_id = g.parent_id
   JOIN sys.schemas s ON s.schema_id = t.schema_id
   WHERE s.name = 'dbo' ORDER BY t.name, g.name`,
);

/** Kept by the server for its own estimates: as good as exact, and free, however large the table. */
export const ROW_COUNTS = plain(
  `SELECT t.name AS [table], SUM(p.rows) AS [rows]
   FROM sys.tables t
   JOIN sys.schemas s ON s.schema_id = t.schema_id
   JOIN sys.partitions p ON p.object_id = t.object_id
   WHERE s.name = 'dbo' AND p.index_id < 2 GROUP BY t.name ORDER BY t.name`,
);

/** The container of a page set is its partition by one of two numbers ("sys.allocation_units"). 8 KB a page. */
export const TABLE_BYTES = plain(
  `SELECT t.name AS [table], SUM(a.total_pages) * 8192 AS [bytes]
   FROM sys.tables t
   JOIN sys.schemas s ON s.schema_id = t.schema_id
   JOIN sys.partitions p ON p.object_id = t.object_id
   JOIN sys.allocation_units a
     ON (a.type IN (1, 3) AND a.container_id = p.hobt_id) OR (a.type = 2 AND a.container_id = p.partition_id)
   WHERE s.name = 'dbo' GROUP BY t.name ORDER BY t.name`,
);

export const DATABASE_BYTES = plain('SELECT SUM(CAST(size AS bigint)) * 8192 AS [bytes] FROM sys.database_files');

export const OTHER_OBJECTS = plain(
  `SELECT o.type_desc AS [kind], COUNT(*) AS [count]
   FROM sys.objects o
   JOIN sys.schemas s ON s.schema_id = o.schema_id
   WHERE s.name = 'dbo' AND o.type NOT IN ('U', 'PK', 'F', 'UQ', 'D', 'TR') GROUP BY o.type_desc ORDER BY o.type_desc`,
);

export const countOf = (table: string): Statement => plain(`SELECT COUNT(*) AS [count] FROM ${table}`);
