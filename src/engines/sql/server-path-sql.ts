/**
 * Copies messages from the source to the target inside one server: an INSERT … SELECT over ranges of the key, joined to
 * the mapping tables of the journal. It takes the rows that are plainly mappable and no others; what a range holds in all
 * is counted where the number of copied rows leaves a doubt. T-SQL of SQL Server 2005.
 */
import { type CopyRange, MAPPING_STEP, type MessageCopy, mappingKey } from '#src/load/server-path/server-path-port.ts';
import type { ColumnSpec } from '#src/model/schema/types.ts';
import { type Dialect, StatementText } from './dialect.ts';
import { quote, type Statement } from './statement.ts';

export interface ServerPathPlaces {
  /** Quoted and qualified. */
  readonly messages: string;
  readonly authors: string;
  readonly ranges: string;
  /** Tables of the target, such as tblChat. */
  readonly dialect: Dialect;
  /** The same statement for a table that would number its rows itself. */
  keepingIdentity(statement: Statement, identity: string): Statement;
}

/** Column of 2013 → what it is made of: `c` is the message, `a` its author, the room is given. */
const SOURCES: Readonly<Record<string, string>> = {
  chatId: 'c.[chatID]',
  chatDate: 'c.[chatDate]',
  userId: 'a.[newId]',
  isAlert: 'c.[isAlert]',
  content: 'c.[content]',
  rtf: 'NULL',
};

/** @param columns of tblChat that the target has */
export function copyStatement(places: ServerPathPlaces, columns: readonly ColumnSpec[], copy: MessageCopy): Statement {
  const { dialect } = places;
  const text = new StatementText(dialect);
  const names = columns.map((column) => quote(column.name)).join(', ');
  const channel = isRange(copy.what) ? text.bind('int', copy.what.newChannelId) : 'm.[newChannelId]';
  const values = columns.map((column) => (column.name === 'channelId' ? channel : sourceOf(column))).join(', ');
  const from = isRange(copy.what) ? `${places.messages} c` : joinedRanges(places);
  const base = text.bind('bigint', BigInt(copy.mapping) * MAPPING_STEP);
  const where = [wanted(text, copy), ...plain(dialect)];
  if (copy.since !== null) where.push(`c.[chatDate] >= ${text.bind('bigint', copy.since)}`);
  return text.finish(
    `INSERT INTO ${dialect.table('tblChat')} (${names})
     SELECT ${values} FROM ${from} JOIN ${places.authors} a ON a.[authorKey] = ${base} + c.[userId]
     WHERE ${where.join(' AND ')}`,
  );
}

/** @returns columns range key (a constant for a range by itself), rows, old ones, highest chatId of the others */
export function countStatement(places: ServerPathPlaces, copy: MessageCopy): Statement {
  const { dialect } = places;
  const text = new StatementText(dialect);
  const alone = isRange(copy.what);
  const isOld = (since: bigint) => [...plain(dialect), `c.[chatDate] < ${text.bind('bigint', since)}`].join(' AND ');
  const old = copy.since === null ? '0' : `SUM(CASE WHEN ${isOld(copy.since)} THEN 1 ELSE 0 END)`;
  const kept = copy.since === null ? 'c.[chatID]' : `CASE WHEN ${isOld(copy.since)} THEN NULL ELSE c.[chatID] END`;
  const key = alone ? '' : 'm.[rangeKey]';
  return text.finish(
    `SELECT ${alone ? '0' : key} AS [range], COUNT(*) AS [rows], ${old} AS [old], MAX(${kept}) AS [last]
     FROM ${alone ? `${places.messages} c` : joinedRanges(places)} WHERE ${wanted(text, copy)}${alone ? '' : ` GROUP BY ${key}`}`,
  );
}

export function isRange(what: MessageCopy['what']): what is CopyRange {
  return 'channelId' in what;
}

function joinedRanges({ ranges, messages }: ServerPathPlaces): string {
  return `${ranges} m JOIN ${messages} c ON c.[channelID] = m.[channelId] AND c.[chatID] > m.[afterId] AND c.[chatID] <= m.[upToId]`;
}

function wanted(text: StatementText, { what, mapping }: MessageCopy): string {
  if (isRange(what)) {
    return `c.[channelID] = ${text.bind('int', what.channelId)} AND c.[chatID] > ${text.bind('bigint', what.after)} AND c.[chatID] <= ${text.bind('bigint', what.upTo)}`;
  }
  const key = (id: number) => text.bind('bigint', mappingKey(mapping, id));
  const runs = what.map(([first, last]) => `m.[rangeKey] BETWEEN ${key(first)} AND ${key(last)}`);
  return `(${runs.join(' OR ')})`;
}

/** What the documents demand of a message. SQLite holds any value in any column, so there it must be asked for. */
function plain({ engine }: Dialect): string[] {
  if (engine === 'sqlserver') {
    return ['chatDate', 'isAlert', 'content'].map((name) => `c.${quote(name)} IS NOT NULL`);
  }
  const whole = ['chatID', 'chatDate', 'userId', 'isAlert'].map((name) => `typeof(c.${quote(name)}) = 'integer'`);
  return [...whole, 'c.[isAlert] IN (0, 1)', "typeof(c.[content]) = 'text'"];
}

function sourceOf({ name }: ColumnSpec): string {
  const source = SOURCES[name];
  if (source === undefined) throw new Error(`no message of the source gives ${name}`);
  return source;
}
