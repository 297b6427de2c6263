/**
 * The fence of a SQLite source: the write version in the file's header is raised, which makes every SQLite treat the
 * database as read-only, for every account. Only that byte changes, and it is put back. Source: "Database File Format",
 * file format version numbers.
 */
import { closeSync, existsSync, fsyncSync, openSync, readSync, writeSync } from 'node:fs';
import type { Activity, BackupPort, FenceMark, FencePort } from '#src/cutover/fence-port.ts';
import type { Opened } from '#src/model/opened.ts';
import { FileMissing } from '../errors/connection-errors.ts';
import { readActivity } from '../sql/activity.ts';
import { SqliteFile } from './sqlite-file.ts';

const WRITE_VERSION_OFFSET = 18;
/** Of a rollback-journal database. */
const OPEN = 1;
/** Above every version that SQLite knows how to write. */
const CLOSED = 0x7f;

/** @throws FileMissing */
export function openSqliteFence(path: string): Opened<FencePort & BackupPort> {
  if (!existsSync(path)) throw new FileMissing(path);
  return { port: new SqliteFence(path), close: async () => {} };
}

class SqliteFence implements FencePort, BackupPort {
  readonly means = 'mark the SQLite file as read-only in its header';
  readonly prevents = true;
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  async raise(): Promise<FenceMark> {
    const wasClosedBefore = this.#writeVersion() > 2;
    const { counters } = await this.activity();
    if (!wasClosedBefore) {
      await this.#alone();
      this.#setWriteVersion(CLOSED);
    }
    return { wasClosedBefore, counters };
  }

  async isUp(): Promise<boolean> {
    return this.#writeVersion() > 2;
  }

  async lift(mark: FenceMark): Promise<void> {
    if (!mark.wasClosedBefore && this.#writeVersion() === CLOSED) this.#setWriteVersion(OPEN);
  }

  async activity(): Promise<Activity> {
    const file = new SqliteFile(this.#path, 'read');
    try {
      const tables = new Set(
        await file.patiently(() =>
          file.statement("SELECT name FROM sqlite_schema WHERE type = 'table'").all().map(first),
        ),
      );
      // A file has no sessions; whoever writes shows in the counters.
      return await readActivity(
        async (sql) => file.patiently(() => text(file.statement(sql).get())),
        (table) => tables.has(table),
        [],
      );
    } finally {
      file.close();
    }
  }

  /** SQLite keeps no record of copies. */
  async lastBackup(): Promise<number | null> {
    return null;
  }

  /** Waits until no transaction is open; leaves nothing behind. */
  async #alone(): Promise<void> {
    const file = new SqliteFile(this.#path, 'write');
    try {
      await file.patiently((database) => {
        database.exec('BEGIN EXCLUSIVE');
        database.exec('ROLLBACK');
      });
    } finally {
      file.close();
    }
  }

  #writeVersion(): number {
    const handle = openSync(this.#path, 'r');
    try {
      const byte = Buffer.alloc(1);
      readSync(handle, byte, 0, 1, WRITE_VERSION_OFFSET);
      return byte[0] ?? OPEN;
    } finally {
      closeSync(handle);
    }
  }

  #setWriteVersion(version: number): void {
    const handle = openSync(this.#path, 'r+');
    try {
      writeSync(handle, Buffer.from([version]), 0, 1, WRITE_VERSION_OFFSET);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
  }
}

function first(row: unknown): string {
  return String((row as unknown[])[0]);
}

function text(row: unknown): string | null {
  const value = (row as unknown[] | undefined)?.[0];
  return value === null || value === undefined ? null : String(value);
}
