/** What portable code needs of one engine: rows as arrays, in the order of the select list, not yet decoded. */
import type { MessageMark } from '#src/model/marks-port.ts';
import type { PageLimits } from '#src/model/messages.ts';
import type { ColumnSpec } from '#src/model/schema/types.ts';
import type { SqlValue } from '#src/model/value.ts';
import type { Statement } from './statement.ts';

export type RawRow = readonly unknown[];

export interface RawPage {
  readonly rows: RawRow[];
  /** True when the answer to the statement ends here. */
  readonly last: boolean;
}

/** Marks of messages that are being read, over as many statements as it takes. */
export interface RangeMarking {
  /** @param rows the next ones, decoded, as `markedColumns` has them; nothing is done where the session has seen to it */
  add(rows: readonly (readonly SqlValue[])[]): void;
  /** Of ranges that are complete, each once. */
  taken(): readonly MessageMark[];
  /** Nothing more comes: those that have not been taken, the last range too. */
  finish(): readonly MessageMark[];
}

/** Accepts a single SELECT and nothing else. */
export interface ReadSession {
  query(statement: Statement): Promise<RawRow[]>;
  /**
   * The answer in pages within `limits`, with back-pressure. A session may stop after a page before the answer ends;
   * the caller then asks again from the last key.
   * @param size bytes that a row counts for
   * @param marking takes marks of the rows meanwhile, where it does that by the form in which the engine sends them
   */
  pages(
    statement: Statement,
    size: (row: RawRow) => number,
    limits: PageLimits,
    marking?: RangeMarking | null,
  ): AsyncIterable<RawPage>;
}

/** Rows in the form that the engine sends; see `MessagePack`. */
export interface PackedRows {
  readonly rows: number;
  /** @param values checked, in the order of the columns that the pack was made for */
  add(values: readonly SqlValue[]): void;
  /** See `MessagePack.release`. */
  release(): void;
}

/** Rows that are changed together: each one's new values, and what it must hold now for the change to take place. */
export interface RowChanges {
  /** Quoted, with whatever qualifies it. */
  readonly table: string;
  /** Named by `rows`, the key among them. */
  readonly columns: readonly ColumnSpec[];
  readonly key: readonly string[];
  /** Columns that take no NULL. */
  readonly guards: readonly ColumnSpec[];
  /** Values of `columns`, then those that `guards` must have now. */
  readonly rows: readonly (readonly SqlValue[])[];
}

/** Lives within one transaction. */
export interface WriteSession {
  query(statement: Statement): Promise<RawRow[]>;
  /** @returns rows touched */
  run(statement: Statement): Promise<number>;
  /**
   * Changes many rows by as many statements as one takes; absent where a statement makes no round trip anyhow.
   * @returns rows touched
   */
  changeAll?(changes: RowChanges): Promise<number>;
  /**
   * Adds rows, values in the order of `columns`, all checked before.
   * @param table quoted, with whatever qualifies it
   * @param identity column that the database would number itself, null where there is none
   */
  insert(
    table: string,
    columns: readonly ColumnSpec[],
    rows: Iterable<readonly SqlValue[]> | PackedRows,
    identity: string | null,
  ): Promise<void>;
}
