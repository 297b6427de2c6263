/** What a 2013 database must offer to be loaded: reading, and transactions that carry the journal with them. */
import type { JournalTransaction } from '#src/journal/journal-port.ts';
import type { DatabaseReader } from '#src/model/database-reader.ts';
import type { CurrentMessage } from '#src/model/messages.ts';
import type { TableSpec } from '#src/model/schema/types.ts';
import type { Row } from '#src/model/value.ts';
import type { CopiedMessages, MessageCopy } from './server-path/server-path-port.ts';

export type TargetReader = DatabaseReader<CurrentMessage>;

/** Several transactions may run at once; each has a connection of its own. */
export interface TargetPort {
  /**
   * True for a database within this process: a transaction waits until the other has ended, so nothing is gained by
   * beginning two, and what it changes stays in this process's memory until it ends.
   */
  readonly oneAtATime?: boolean;
  transaction<R>(work: (transaction: TargetTransaction) => Promise<R>): Promise<R>;
  /** An empty pack, for messages that are collected before their transaction begins. */
  pack(): Promise<MessagePack>;
}

/**
 * Messages in the form that the engine sends, which takes less memory and time than keeping them as they are. A pack may
 * be written again when its transaction has failed, but nothing is added to it after it was written.
 */
export interface MessagePack {
  readonly rows: number;
  /** @throws RowRefused naming the column, never the value */
  add(messages: readonly CurrentMessage[]): void;
  /** Called when its transaction is committed, or nobody will try it again; what it takes is then free for others. */
  release(): void;
}

/**
 * One transaction over the target and the journal beside it. Checks constraints, keeps identity values that are given,
 * fires no trigger. Rows carry every column of the spec; a column that `present` of the writer lacks is left out.
 */
export interface TargetTransaction {
  readonly journal: JournalTransaction;
  insert(spec: TableSpec, rows: readonly Row[]): Promise<void>;
  insertMessages(messages: readonly CurrentMessage[] | MessagePack): Promise<void>;
  /**
   * Copies messages from the source inside the server, as far as they are plainly mappable, and counts what there was.
   * Only where the target was opened beside its source.
   */
  copyMessages(copy: MessageCopy): Promise<CopiedMessages>;
  /** Sets every non-key column of the row with the same `key` columns; returns rows touched. */
  update(spec: TableSpec, key: readonly string[], row: Row): Promise<number>;
  /** Deletes the rows that match every given column; returns rows touched. */
  remove(spec: TableSpec, where: Row): Promise<number>;
}
