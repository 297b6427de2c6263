/** What an engine must offer to keep the journal: rows of the tables in `journal-tables.ts`, and nothing else. */
import type { JournalRows, JournalTableName } from './journal-tables.ts';

export interface JournalReader {
  /** False when the journal does not exist yet (then `rows` yields nothing). */
  exists(): Promise<boolean>;
  /** Rows that match every given column, in primary-key order. */
  rows<T extends JournalTableName>(table: T, where: Partial<JournalRows[T]>): Promise<JournalRows[T][]>;
  /**
   * The same in pages of at most 5,000 rows and about 16 MB, none of them empty, by key seeks: for tables that may be
   * large. `where` names the first columns of the primary key, or none. A page is read when it is asked for; no transaction stays open meanwhile.
   */
  pages<T extends JournalTableName>(table: T, where: Partial<JournalRows[T]>): AsyncIterable<JournalRows[T][]>;
}

export interface JournalChange<T extends JournalTableName> {
  readonly row: JournalRows[T];
  readonly expected: Partial<JournalRows[T]>;
}

/** Writes of one transaction: all of them become true together, with the target rows written in it, or none. */
export interface JournalTransaction {
  insert<T extends JournalTableName>(table: T, rows: readonly JournalRows[T][]): Promise<void>;
  /** Updates the row with the same primary key; returns false when there is none or `expected` does not hold. */
  update<T extends JournalTableName>(
    table: T,
    row: JournalRows[T],
    expected?: Partial<JournalRows[T]>,
  ): Promise<boolean>;
  /**
   * The same for many rows of one table at once.
   * @param changes all of them expecting values of the same columns, none of which is null; no key twice
   * @returns false when any of them was not updated; nothing is then known of the others
   */
  updateAll<T extends JournalTableName>(table: T, changes: readonly JournalChange<T>[]): Promise<boolean>;
  remove<T extends JournalTableName>(table: T, where: Partial<JournalRows[T]>): Promise<void>;
}

export interface JournalPort extends JournalReader {
  /** Creates the journal's database and tables where they are missing. */
  prepare(): Promise<void>;
  /** Serialisable with other transactions on the same rows. */
  transaction<R>(work: (transaction: JournalTransaction) => Promise<R>): Promise<R>;
}
