/**
 * Every statement that gc2pc sends to read documented tables. All of them are key seeks or walk a key in order; none
 * scans tblChat. They run on SQL Server 2005 and on SQLite.
 */
import type { ChannelRun, MessageRange } from '#src/model/database-reader.ts';
import type { ColumnSpec, TableSpec } from '#src/model/schema/types.ts';
import type { SqlValue } from '#src/model/value.ts';
import { type Dialect, StatementText } from './dialect.ts';
import { quote, type Statement } from './statement.ts';

/** `after` holds the values of `key` in the last row that was read, null at the start. */
export interface TableSeek {
  readonly table: TableSpec;
  readonly columns: readonly ColumnSpec[];
  readonly key: readonly ColumnSpec[];
  readonly after: readonly SqlValue[] | null;
  readonly rows: number;
  /** Leading key columns whose value is given in `after`: all rows have it. Default none. */
  readonly fixed?: number;
}

/**
 * The rows that follow `after` in key order, as a ladder of seeks: first those that share all but the last key column,
 * then those that share one less, and so on. One condition with OR would say the same and be scanned.
 */
export function tableSeeks(dialect: Dialect, seek: TableSeek): Statement[] {
  const { after, fixed = 0 } = seek;
  if (after === null) return [rung(dialect, seek, null)];
  if (after.length === fixed) return [rung(dialect, seek, after)];
  return seek.key.slice(fixed).map((_, step) => rung(dialect, seek, after.slice(0, seek.key.length - step)));
}

function rung(dialect: Dialect, seek: TableSeek, after: readonly SqlValue[] | null): Statement {
  const text = new StatementText(dialect);
  const { top, limit } = dialect.first(seek.rows);
  const list = seek.columns.map((column) => dialect.read(column)).join(', ');
  const from = dialect.table(seek.table.name);
  const conditions = (after ?? []).map((value, index) => {
    const column = keyColumn(seek.key, index);
    const last = after !== null && index === after.length - 1 && index >= (seek.fixed ?? 0);
    // NULLs sort first on both engines, so everything else follows them.
    if (value === null) return `${quote(column.name)} IS ${last ? 'NOT NULL' : 'NULL'}`;
    return `${quote(column.name)} ${last ? '>' : '='} ${text.bind(column.type, value)}`;
  });
  const where = conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`;
  const order = seek.key.map((column) => quote(column.name)).join(', ');
  return text.finish(`SELECT ${top}${list} FROM ${from}${where} ORDER BY ${order}${limit}`);
}

function keyColumn(key: readonly ColumnSpec[], index: number): ColumnSpec {
  const column = key[index];
  if (column === undefined) throw new Error('more key values than key columns');
  return column;
}

/** The whole of a table, for tables without a key: the documents show such tables only where they are tiny. */
export function wholeTable(dialect: Dialect, table: TableSpec, columns: readonly ColumnSpec[]): Statement {
  const list = columns.map((column) => dialect.read(column)).join(', ');
  const order = columns
    .filter((column) => column.type !== 'image')
    .map((column) => quote(column.name))
    .join(', ');
  return { sql: `SELECT ${list} FROM ${dialect.table(table.name)} ORDER BY ${order}`, parameters: [] };
}

/** The names that tblChat's columns have in one version of the product. */
export interface ChatColumns {
  readonly channel: ColumnSpec;
  readonly chat: ColumnSpec;
  /** What is selected, in this order. */
  readonly selected: readonly ColumnSpec[];
}

/** What is selected, and the channel behind it where that is not among it: what marks are taken of. */
export function markedColumns({ selected, channel }: ChatColumns): readonly ColumnSpec[] {
  return selected.includes(channel) ? selected : [...selected, channel];
}

/**
 * The next messages of one room, ascending.
 * @param columns what is selected, or more
 */
export function messageSeek(
  dialect: Dialect,
  chat: ChatColumns,
  range: MessageRange,
  rows: number,
  columns: readonly ColumnSpec[] = chat.selected,
): Statement {
  const text = new StatementText(dialect);
  const { top, limit } = dialect.first(rows);
  const list = columns.map((column) => dialect.read(column)).join(', ');
  const id = quote(chat.chat.name);
  const where = inRange(text, chat, range);
  return text.finish(
    `SELECT ${top}${list} FROM ${dialect.table('tblChat')} WHERE ${where} ORDER BY ${quote(chat.channel.name)}, ${id}${limit}`,
  );
}

/**
 * The next messages of neighbouring channels, in key order: first the rest of the channel that was read last, then the
 * channels behind it. Rows come with their channel.
 * @param after channel and chatId of the last row that was read; null at the start
 */
export function messageWalk(
  dialect: Dialect,
  chat: ChatColumns,
  run: ChannelRun,
  after: { readonly channelId: number; readonly chatId: bigint } | null,
  rows: number,
): Statement[] {
  const channel = quote(chat.channel.name);
  const from = after ?? (run.after === null ? null : { channelId: run.first, chatId: run.after });
  const step = (where: (text: StatementText) => string) => {
    const text = new StatementText(dialect);
    const { top, limit } = dialect.first(rows);
    const list = markedColumns(chat)
      .map((column) => dialect.read(column))
      .join(', ');
    const order = `${channel}, ${quote(chat.chat.name)}`;
    return text.finish(
      `SELECT ${top}${list} FROM ${dialect.table('tblChat')} WHERE ${where(text)} ORDER BY ${order}${limit}`,
    );
  };
  const others = step(
    (text) =>
      `${channel} ${from === null ? '>=' : '>'} ${text.bind('int', from?.channelId ?? run.first)} AND ${channel} <= ${text.bind('int', run.last)}`,
  );
  if (from === null) return [others];
  const rest = step((text) => inRange(text, chat, { channelId: from.channelId, after: from.chatId, upTo: null }));
  return from.channelId < run.last ? [rest, others] : [rest];
}

/**
 * For a page of nodes, each by key seeks: lowest and highest chatId, and the next channel that has messages.
 * @returns columns nodeID, lowest, highest, next channel
 */
export function nodeBounds(dialect: Dialect, chat: ChatColumns, after: number | null, rows: number): Statement {
  const text = new StatementText(dialect);
  const { top, limit } = dialect.first(rows);
  const channel = quote(chat.channel.name);
  const id = quote(chat.chat.name);
  const messages = dialect.table('tblChat');
  const where = after === null ? '' : ` WHERE n.[nodeID] > ${text.bind('int', after)}`;
  return text.finish(
    `SELECT ${top}n.[nodeID] AS [nodeID],
       (SELECT MIN(c.${id}) FROM ${messages} c WHERE c.${channel} = n.[nodeID]) AS [lowest],
       (SELECT MAX(c.${id}) FROM ${messages} c WHERE c.${channel} = n.[nodeID]) AS [highest],
       (SELECT MIN(c.${channel}) FROM ${messages} c WHERE c.${channel} > n.[nodeID]) AS [next]
     FROM ${dialect.table('tblNode')} n${where} ORDER BY n.[nodeID]${limit}`,
  );
}

/** The lowest channel that has messages, above `after`. */
export function nextChannel(dialect: Dialect, chat: ChatColumns, after: number | null): Statement {
  const text = new StatementText(dialect);
  const channel = quote(chat.channel.name);
  const where = after === null ? '' : ` WHERE ${channel} > ${text.bind('int', after)}`;
  return text.finish(`SELECT MIN(${channel}) AS [next] FROM ${dialect.table('tblChat')}${where}`);
}

/** Lowest and highest chatId of one channel. Two subqueries: each is a seek, which MIN and MAX side by side need not be. */
export function channelBounds(dialect: Dialect, chat: ChatColumns, channelId: number): Statement {
  const text = new StatementText(dialect);
  const id = quote(chat.chat.name);
  const from = `FROM ${dialect.table('tblChat')} WHERE ${quote(chat.channel.name)} =`;
  return text.finish(
    `SELECT (SELECT MIN(${id}) ${from} ${text.bind('int', channelId)}) AS [lowest], (SELECT MAX(${id}) ${from} ${text.bind('int', channelId)}) AS [highest]`,
  );
}

/**
 * Lowest and highest chatId of several ranges, each by two key seeks, in the order of the ranges. The seeks are written
 * once, over a list of the ranges: written for each range, a server plans hundreds of them, which takes longer than they do.
 * @param counted with the number of messages, which reads the whole of each range
 * @returns columns place in the list, lowest, highest, count or NULL; lowest and highest NULL where there is no message
 */
export function rangeBounds(
  dialect: Dialect,
  chat: ChatColumns,
  ranges: readonly MessageRange[],
  counted: boolean,
): Statement {
  const text = new StatementText(dialect);
  const id = `c.${quote(chat.chat.name)}`;
  const within = `c.${quote(chat.channel.name)} = r.[channel] AND ${id} >= r.[low] AND ${id} <= r.[high]`;
  const fold = (folded: string) => `(SELECT ${folded} FROM ${dialect.table('tblChat')} c WHERE ${within})`;
  const list = ranges.map((range, place) => {
    const [low, high] = closed(range);
    return `SELECT ${place} AS [place], ${text.bind('int', range.channelId)} AS [channel], ${text.bind('bigint', low)} AS [low], ${text.bind('bigint', high)} AS [high]`;
  });
  return text.finish(
    `SELECT r.[place], ${fold(`MIN(${id})`)} AS [lowest], ${fold(`MAX(${id})`)} AS [highest], ${
      counted ? fold('COUNT(*)') : 'NULL'
    } AS [rows] FROM (${list.join(' UNION ALL ')}) r ORDER BY r.[place]`,
  );
}

const LOWEST_ID = -(2n ** 63n);
const HIGHEST_ID = 2n ** 63n - 1n;

/** Both ends inclusive. What begins behind the highest id holds nothing, and neither does what ends below its beginning. */
function closed({ after, upTo }: MessageRange): readonly [low: bigint, high: bigint] {
  if (after === HIGHEST_ID) return [HIGHEST_ID, LOWEST_ID];
  return [after === null ? LOWEST_ID : after + 1n, upTo ?? HIGHEST_ID];
}

function inRange(text: StatementText, chat: ChatColumns, range: MessageRange): string {
  const id = quote(chat.chat.name);
  return [
    `${quote(chat.channel.name)} = ${text.bind('int', range.channelId)}`,
    ...(range.after === null ? [] : [`${id} > ${text.bind('bigint', range.after)}`]),
    ...(range.upTo === null ? [] : [`${id} <= ${text.bind('bigint', range.upTo)}`]),
  ].join(' AND ');
}

/** The newest value of one GUID column, for `identity`. */
export function poolIdOf(dialect: Dialect, table: string, column: string, newestBy: string): Statement {
  const { top, limit } = dialect.first(1);
  return {
    sql: `SELECT ${top}${quote(column)} FROM ${dialect.table(table)} ORDER BY ${quote(newestBy)} DESC${limit}`,
    parameters: [],
  };
}
