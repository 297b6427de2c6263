/** The rows that marks are taken of, as they are stored and in the order of a key; no statement scans tblChat. */
import type { MessageRange } from '#src/model/database-reader.ts';
import type { ColumnSpec, TableSpec } from '#src/model/schema/types.ts';
import { type Dialect, StatementText } from './dialect.ts';
import { type ChatColumns, markedColumns } from './reading-sql.ts';
import { quote, type Statement } from './statement.ts';

/** @param key that the database has; null for a table without: its rows come in any order */
export function tableRows(
  dialect: Dialect,
  table: TableSpec,
  columns: readonly ColumnSpec[],
  key: readonly string[] | null,
): Statement {
  const order = key === null ? '' : ` ORDER BY ${key.map(quote).join(', ')}`;
  return { sql: `SELECT ${list(columns)} FROM ${dialect.table(table.name)}${order}`, parameters: [] };
}

/** All messages of the channels from `first` to `last`. @returns columns as `markedColumns` has them */
export function channelRows(dialect: Dialect, chat: ChatColumns, first: number, last: number): Statement {
  const text = new StatementText(dialect);
  const channel = quote(chat.channel.name);
  return text.finish(
    messages(dialect, chat, '', `${channel} BETWEEN ${text.bind('int', first)} AND ${text.bind('int', last)}`, ''),
  );
}

/** A part of one channel, or the first `rows` of it. @returns the same */
export function rangeRows(dialect: Dialect, chat: ChatColumns, range: MessageRange, rows: number | null): Statement {
  const text = new StatementText(dialect);
  const { top, limit } = rows === null ? { top: '', limit: '' } : dialect.first(rows);
  const id = quote(chat.chat.name);
  const { channelId, after, upTo } = range;
  const where = [
    `${quote(chat.channel.name)} = ${text.bind('int', channelId)}`,
    ...(after === null ? [] : [`${id} > ${text.bind('bigint', after)}`]),
    ...(upTo === null ? [] : [`${id} <= ${text.bind('bigint', upTo)}`]),
  ];
  return text.finish(messages(dialect, chat, top, where.join(' AND '), limit));
}

function messages(dialect: Dialect, chat: ChatColumns, top: string, where: string, limit: string): string {
  const [channel, id] = [quote(chat.channel.name), quote(chat.chat.name)];
  const columns = list(markedColumns(chat));
  return `SELECT ${top}${columns} FROM ${dialect.table('tblChat')} WHERE ${where} ORDER BY ${channel}, ${id}${limit}`;
}

/** Values as they are stored: no conversion that costs time, or makes two values one. */
function list(columns: readonly ColumnSpec[]): string {
  return columns
    .map(({ name, type }) =>
      // An image travels with a pointer to it.
      type === 'image' ? `CAST(${quote(name)} AS varbinary(max)) AS ${quote(name)}` : quote(name),
    )
    .join(', ');
}
