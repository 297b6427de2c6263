import { expect, it } from 'vitest';
import { assertSelect } from '#src/engines/sql/select-guard.ts';

it.each([
  'SELECT TOP (5) [update] FROM [dbo].[delete] WHERE [a] = @p0 ORDER BY [a]',
  "select 'insert into t; drop table t' as x",
  '\n  SELECT MIN([a]) FROM [main].[tblChat] LIMIT 1',
])('lets a reader send %j', (sql) => {
  expect(() => assertSelect(sql)).not.toThrow();
});

it.each([
  '',
  'UPDATE t SET a = 1',
  'SELECT a INTO b FROM t',
  'SELECT 1; DELETE FROM t',
  'SELECT 1 DELETE FROM t',
  'SELECT 1 -- hidden',
  'SELECT 1 /* hidden */',
  'WITH c AS (SELECT 1 AS a) DELETE FROM c',
  'EXEC sp_who',
  'PRAGMA journal_mode',
  "SELECT * FROM OPENROWSET('a', 'b', 'c')",
  'SELECT 1 EXECUTE (@p0)',
  'DBCC CHECKDB',
])('refuses %j on a reading connection', (sql) => {
  expect(() => assertSelect(sql)).toThrow('single SELECT');
});
