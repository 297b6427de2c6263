/** Builds fixture databases in SQLite files. */
import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import type { FixtureStore, SchemaVariant } from '#fixtures/fixture-store-port.ts';
import type { Opened } from '#src/model/opened.ts';
import type { TableSpec } from '#src/model/schema/types.ts';
import type { Row, SqlValue } from '#src/model/value.ts';
import { writerOf } from '../sql/table-writer.ts';
import { inTurn } from './file-turns.ts';
import { SQLITE_DIALECT } from './sqlite-dialect.ts';
import { SqliteFile } from './sqlite-file.ts';
import { SqliteWriteSession } from './sqlite-sessions.ts';
import { createSqliteTables } from './sqlite-tables.ts';
import { sqliteTransaction } from './sqlite-transaction.ts';

export function openSqliteFixtureStore(path: string, create: boolean): Opened<FixtureStore> {
  if (create && !existsSync(path)) {
    mkdirSync(dirname(path), { recursive: true });
    closeSync(openSync(path, 'a'));
  }
  const file = new SqliteFile(path, 'write');
  // Nobody reads meanwhile, and what is kept until a commit would be eighty megabytes of pages.
  file.database.exec('PRAGMA cache_spill = ON');
  const store = new SqliteFixtureStore(file);
  return { port: store, close: async () => store.close() };
}

class SqliteFixtureStore implements FixtureStore {
  readonly #file: SqliteFile;

  constructor(file: SqliteFile) {
    this.#file = file;
  }

  async isEmpty(): Promise<boolean> {
    const session = new SqliteWriteSession(this.#file);
    const rows = await session.query({ sql: 'SELECT COUNT(*) FROM sqlite_schema', parameters: [] });
    return rows[0]?.[0] === 0n;
  }

  async takesAnyText(): Promise<boolean> {
    return true;
  }

  createTables(specs: readonly TableSpec[], variant: SchemaVariant): Promise<void> {
    return this.#write(() =>
      createSqliteTables(this.#file, specs, {
        collation: variant.collation === 'binary' ? 'BINARY' : 'NOCASE',
        identityColumns: variant.identityColumns,
      }),
    );
  }

  insert(spec: TableSpec, rows: readonly Row[]): Promise<void> {
    const { values } = writerOf(spec, spec.columns, null);
    return this.insertArrays(spec, rows.map(values));
  }

  insertArrays(spec: TableSpec, rows: readonly (readonly SqlValue[])[]): Promise<void> {
    return this.#write(() =>
      new SqliteWriteSession(this.#file).insert(SQLITE_DIALECT.table(spec.name), spec.columns, rows),
    );
  }

  execute(sql: string): Promise<void> {
    return inTurn([this.#file.path], () => this.#file.patiently((database) => database.exec(sql)));
  }

  close(): void {
    this.#file.close();
  }

  #write(work: () => Promise<void>): Promise<void> {
    return inTurn([this.#file.path], () => sqliteTransaction(this.#file, work));
  }
}
