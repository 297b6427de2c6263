/** What a peer on SQLite is told, and how it opens files. */
import { DatabaseSync } from 'node:sqlite';
import { CAREFUL } from '../sqlite/sqlite-sql.ts';

export interface SqliteTask {
  readonly source: string;
  readonly target: string;
  /** Rows to take, where not all are wanted. */
  readonly rows?: number;
}

/** Rows of one transaction, as many as gc2pc's batches have by default. */
export const BATCH_ROWS = 10_000;

export function toRead(file: string): DatabaseSync {
  return new DatabaseSync(file, { readOnly: true });
}

export function toWrite(file: string): DatabaseSync {
  const database = new DatabaseSync(file);
  database.exec(CAREFUL);
  return database;
}
