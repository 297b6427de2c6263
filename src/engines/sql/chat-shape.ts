/** How a row of tblChat becomes a message tuple: the only difference between reading the two versions' messages. */
import type { CurrentMessage, LegacyMessage } from '#src/model/messages.ts';
import { CURRENT_TABLES } from '#src/model/schema/current.ts';
import { LEGACY_TABLES } from '#src/model/schema/legacy.ts';
import type { ColumnSpec, TableSpec } from '#src/model/schema/types.ts';
import type { SqlValue } from '#src/model/value.ts';
import type { Dialect } from './dialect.ts';
import type { ChatColumns } from './reading-sql.ts';
import type { RawRow } from './session.ts';

export interface ChatShape<Message> extends ChatColumns {
  readonly spec: TableSpec;
  /** Takes a row as selected. A NULL where the documents say NOT NULL comes through as null: extract refuses it. */
  tuple(row: readonly SqlValue[]): Message;
  /** Bytes of text in a row as selected: two per UTF-16 unit. */
  size(row: RawRow): number;
}

/** Bytes that a UTF-16 unit takes on the wire and in SQL Server. */
const BYTES_PER_UNIT = 2;

export const LEGACY_CHAT: ChatShape<LegacyMessage> = (() => {
  const spec = specOf(LEGACY_TABLES);
  const selected = columnsOf(spec, ['chatID', 'chatDate', 'userId', 'isAlert', 'content']);
  return {
    spec,
    selected,
    channel: columnOf(spec, 'channelID'),
    chat: columnOf(spec, 'chatID'),
    tuple: (row) => row as LegacyMessage,
    size: (row) => textBytes(row[4]),
  };
})();

export const CURRENT_CHAT: ChatShape<CurrentMessage> = (() => {
  const spec = specOf(CURRENT_TABLES);
  return {
    spec,
    selected: spec.columns,
    channel: columnOf(spec, 'channelId'),
    chat: columnOf(spec, 'chatId'),
    tuple: (row) => row as CurrentMessage,
    size: (row) => textBytes(row[5]) + textBytes(row[6]),
  };
})();

/** One decoder per selected column, applied in place: rows are the driver's own arrays. */
export function rowDecoder(dialect: Dialect, columns: readonly ColumnSpec[]): (row: RawRow) => SqlValue[] {
  const decoders = columns.map((column) => dialect.decoder(column.type));
  return (row) => {
    const decoded = row as unknown[];
    for (let index = 0; index < decoders.length; index++) decoded[index] = decoders[index]?.(decoded[index]);
    return decoded as SqlValue[];
  };
}

export function textBytes(value: unknown): number {
  return typeof value === 'string' ? value.length * BYTES_PER_UNIT : 0;
}

function specOf(tables: readonly TableSpec[]): TableSpec {
  const spec = tables.find((table) => table.name === 'tblChat');
  if (spec === undefined) throw new Error('the schema has no tblChat');
  return spec;
}

function columnOf(spec: TableSpec, name: string): ColumnSpec {
  const column = spec.columns.find((each) => each.name === name);
  if (column === undefined) throw new Error(`${spec.name} has no ${name}`);
  return column;
}

function columnsOf(spec: TableSpec, names: readonly string[]): ColumnSpec[] {
  return names.map((name) => columnOf(spec, name));
}
