import { expect, it } from 'vitest';
import { tooNew } from '../../../scripts/tsql-rules.ts';

const constructs = (source: string) => tooNew(source).map((each) => each.construct);

it.each([
  ['MERGE', "'MERGE INTO t USING s ON 1 = 1'"],
  ['multi-row VALUES', "'INSERT INTO t (a, b) VALUES (1, (2)), (3, 4)'"],
  ['datetime2', "'SELECT CAST(x AS datetime2)'"],
  ['DECLARE with a value', "'DECLARE @a int = 1'"],
  ['OFFSET … FETCH', "'SELECT a FROM t ORDER BY a OFFSET 5 ROWS FETCH NEXT 5 ROWS ONLY'"],
  ['THROW', "'BEGIN CATCH THROW; END CATCH'"],
  ['IIF', "'SELECT IIF(a = 1, 2, 3)'"],
  ['TRY_CONVERT and its kin', "'SELECT TRY_CONVERT(int, a)'"],
  ['CONCAT', "'SELECT CONCAT(a, b)'"],
  ['FORMAT', "'SELECT FORMAT(a, 1)'"],
  ['a sequence', "'SELECT NEXT VALUE FOR s'"],
  ['SHA-2 in HASHBYTES', '"SELECT HASHBYTES(\'SHA2_256\', a)"'],
  ['an index inside CREATE TABLE', "'CREATE TABLE t (a int, INDEX ix (a))'"],
  ['DROP … IF EXISTS', "'DROP TABLE IF EXISTS t'"],
  ['STRING_SPLIT', "'SELECT value FROM STRING_SPLIT(a, 1)'"],
  ['JSON', "'SELECT * FROM OPENJSON(a)'"],
  ['STRING_AGG', "'SELECT STRING_AGG(a, b)'"],
])('refuses %s', (construct, literal) => {
  expect(constructs(`const sql = ${literal};`)).toEqual([construct]);
});

it('finds it in a template over several lines, and names the line', () => {
  const source = 'const a = 1;\nconst sql = `SELECT ${a}\n  FROM t\n  WHERE IIF(a = 1, 2, 3) = ${`x${a}`}`;\n';
  expect(tooNew(source)).toEqual([{ line: 4, construct: 'IIF', since: '2012' }]);
});

it.each([
  ['a comment', '// MERGE INTO t; THROW; CONCAT(a)'],
  ['a block comment', '/* DROP TABLE IF EXISTS t */'],
  ['a regular expression', 'const a = /OPENJSON|IIF(x)/;'],
  ['an identifier', 'const offset = lag(format(a)); throw new Error("stop");'],
  ['RTRIM and LTRIM', "const sql = 'SELECT RTRIM(LTRIM(a)) FROM t';"],
  ['one row of VALUES', "const sql = 'INSERT INTO t (a, b) VALUES (@p0, CONVERT(datetime, @p1, 121))';"],
  ['a type name alone', "const type = 'datetime2';"],
  ['an English sentence', "const hint = 'Merge the rows, then format the disk.';"],
])('lets %s pass', (_what, source) => {
  expect(constructs(source)).toEqual([]);
});
