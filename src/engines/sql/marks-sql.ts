/**
 * Marks inside SQL Server, from 2005 on: each row as one text, the text's SHA-1, and the sum of the hashes' first eight
 * bytes. Collations play no part: hashes see the text's own bytes. HASHBYTES takes no more than 8,000 bytes there
 * ("HASHBYTES (Transact-SQL)"), so longer rows are counted apart and left to the client.
 */
import type { MessageRange } from '#src/model/database-reader.ts';
import { MARK_RANGE_IDS } from '#src/model/marks-port.ts';
import { type ColumnSpec, isText, type SqlType, type TableSpec } from '#src/model/schema/types.ts';
import { type Dialect, StatementText } from './dialect.ts';
import type { ChatColumns } from './reading-sql.ts';
import { quote, type Statement } from './statement.ts';

const HASHBYTES_LIMIT = 8_000;
/** What a column takes beside a text's own bytes: a separator and at most 36 characters, two bytes each. */
const COLUMN_BYTES = 74;
/** Columns of different collations can be joined only once they have the same one. */
const COLLATION = 'COLLATE Latin1_General_BIN2';

/** Columns rows, sum, long of all rows of a table. */
export function tableMark(dialect: Dialect, table: TableSpec, columns: readonly ColumnSpec[]): Statement {
  return { sql: `SELECT ${sums(columns)} FROM ${dialect.table(table.name)}`, parameters: [] };
}

/** The rows of a table that the server could not hash. */
export function longRows(dialect: Dialect, table: TableSpec, columns: readonly ColumnSpec[]): Statement {
  const from = dialect.table(table.name);
  return { sql: `SELECT ${list(dialect, columns)} FROM ${from} WHERE ${isLong(columns)}`, parameters: [] };
}

/**
 * Marks of all ranges of the channels from `first` to `last`, by a seek to the first and a walk along the key.
 * @returns columns channel, last chatId of the range, rows, sum, long
 */
export function channelMarks(dialect: Dialect, chat: ChatColumns, first: number, last: number): Statement {
  const text = new StatementText(dialect);
  const channel = quote(chat.channel.name);
  return text.finish(
    ranges(dialect, chat, `${channel} BETWEEN ${text.bind('int', first)} AND ${text.bind('int', last)}`),
  );
}

/** The same of a part of one channel. */
export function rangeMarks(dialect: Dialect, chat: ChatColumns, range: MessageRange): Statement {
  const text = new StatementText(dialect);
  return text.finish(ranges(dialect, chat, within(text, chat, range)));
}

/** One mark for a part of one channel. @returns columns rows, sum, long */
export function wholeRangeMark(dialect: Dialect, chat: ChatColumns, range: MessageRange): Statement {
  const text = new StatementText(dialect);
  const where = within(text, chat, range);
  return text.finish(`SELECT ${sums(chat.selected)} FROM ${dialect.table('tblChat')} WHERE ${where}`);
}

/** The messages of a part of one channel that the server could not hash. */
export function longMessages(dialect: Dialect, chat: ChatColumns, range: MessageRange): Statement {
  const text = new StatementText(dialect);
  const where = within(text, chat, range);
  return text.finish(
    `SELECT ${list(dialect, chat.selected)} FROM ${dialect.table('tblChat')} WHERE ${where} AND ${isLong(chat.selected)}`,
  );
}

/** The lowest chatId above `after`, for rooms with wide gaps. */
export function nextMessage(dialect: Dialect, chat: ChatColumns, channelId: number, after: bigint): Statement {
  const text = new StatementText(dialect);
  const id = quote(chat.chat.name);
  const where = `${quote(chat.channel.name)} = ${text.bind('int', channelId)} AND ${id} > ${text.bind('bigint', after)}`;
  return text.finish(`SELECT MIN(${id}) AS [next] FROM ${dialect.table('tblChat')} WHERE ${where}`);
}

function ranges(dialect: Dialect, chat: ChatColumns, where: string): string {
  const channel = quote(chat.channel.name);
  const upTo = `${quote(chat.chat.name)} | ${MARK_RANGE_IDS - 1n}`;
  return `SELECT ${channel}, ${upTo} AS [upTo], ${sums(chat.selected)} FROM ${dialect.table('tblChat')} WHERE ${where} GROUP BY ${channel}, ${upTo} ORDER BY ${channel}, [upTo]`;
}

function within(text: StatementText, chat: ChatColumns, { channelId, after, upTo }: MessageRange): string {
  const id = quote(chat.chat.name);
  return [
    `${quote(chat.channel.name)} = ${text.bind('int', channelId)}`,
    ...(after === null ? [] : [`${id} > ${text.bind('bigint', after)}`]),
    ...(upTo === null ? [] : [`${id} <= ${text.bind('bigint', upTo)}`]),
  ].join(' AND ');
}

/** A decimal comes as text: the driver would round it. */
function sums(columns: readonly ColumnSpec[]): string {
  const number = `CAST(CAST(CAST(HASHBYTES('SHA1', ${rowText(columns)}) AS binary(8)) AS bigint) AS decimal(38, 0))`;
  const long = isLong(columns);
  return [
    'COUNT(*) AS [rows]',
    `CAST(SUM(CASE WHEN ${long} THEN 0 ELSE ${number} END) AS varchar(40)) AS [sum]`,
    `SUM(CASE WHEN ${long} THEN 1 ELSE 0 END) AS [long]`,
  ].join(', ');
}

/** A text that is another one for any other row: each column stands behind its separator, texts behind their length. */
function rowText(columns: readonly ColumnSpec[]): string {
  return columns.map((column) => `ISNULL(N'/' + ${columnText(column)}, N'~')`).join(' + ');
}

function columnText({ name, type }: ColumnSpec): string {
  const column = quote(name);
  if (isText(type)) {
    // What is varchar turns Unicode in its own code page, before it is given the common collation.
    const text = type.startsWith('varchar') ? `CAST(${column} AS nvarchar(max))` : column;
    return `CAST(DATALENGTH(${column}) AS nvarchar(20)) + N'/' + ${text} ${COLLATION}`;
  }
  return OTHER_TEXTS[type as Exclude<SqlType, `${string}(${string}`>](column);
}

const asInteger = (column: string) => `CAST(CAST(${column} AS bigint) AS nvarchar(20))`;
/** Style 121, ODBC canonical: to the millisecond. */
const asDate = (column: string) => `CONVERT(nvarchar(23), ${column}, 121)`;
const OTHER_TEXTS = {
  int: asInteger,
  bigint: asInteger,
  smallint: asInteger,
  bit: asInteger,
  datetime: asDate,
  datetime2: asDate,
  smalldatetime: asDate,
  uniqueidentifier: (column: string) => `CONVERT(nvarchar(36), ${column})`,
  // No text of bytes before 2008: the first bytes of their hash, as a number.
  image: (column: string) => asInteger(`CAST(HASHBYTES('SHA1', CAST(${column} AS varbinary(max))) AS binary(8))`),
} as const;

function isLong(columns: readonly ColumnSpec[]): string {
  const lengths = textsOf(columns).map(({ name, type }) => {
    const bytes = `ISNULL(DATALENGTH(${quote(name)}), 0)`;
    return type.startsWith('varchar') ? `2 * ${bytes}` : bytes;
  });
  return lengths.length === 0 ? '1 = 0' : `${lengths.join(' + ')} > ${HASHBYTES_LIMIT - columns.length * COLUMN_BYTES}`;
}

function textsOf(columns: readonly ColumnSpec[]): ColumnSpec[] {
  return columns.filter(({ type }) => isText(type) || type === 'image');
}

function list(dialect: Dialect, columns: readonly ColumnSpec[]): string {
  return columns.map((column) => dialect.read(column)).join(', ');
}
