/** What a SQLite file and the machine that it lies on say of themselves. */
import { accessSync, constants, statfsSync, statSync } from 'node:fs';
import { availableParallelism, totalmem } from 'node:os';
import { basename, dirname, extname } from 'node:path';
import type { Opened } from '#src/model/opened.ts';
import type { BackupFacts, DatabaseFacts, ServerFacts, SqlFactsPort } from '#src/preflight/sql-facts-port.ts';
import type { Side } from '../sql/names.ts';
import { sqliteCatalogue } from './sqlite-catalogue.ts';
import { SqliteFile } from './sqlite-file.ts';
import { SqliteReadSession } from './sqlite-sessions.ts';

export function openSqliteFacts(path: string, side: Side): Opened<SqlFactsPort> {
  const file = new SqliteFile(path, 'read');
  return { port: new SqliteFacts(file, side), close: async () => file.close() };
}

class SqliteFacts implements SqlFactsPort {
  readonly #file: SqliteFile;
  readonly #side: Side;

  constructor(file: SqliteFile, side: Side) {
    this.#file = file;
    this.#side = side;
  }

  /** The engine runs in this process: the machine is this one. */
  async server(): Promise<ServerFacts> {
    return {
      version: (await this.#catalogue()).version,
      edition: 'SQLite',
      is64Bit: /64|s390x/.test(process.arch),
      cores: availableParallelism(),
      memoryBytes: BigInt(totalmem()),
    };
  }

  async database(): Promise<DatabaseFacts> {
    const { path } = this.#file;
    const { bavail, bsize } = statfsSync(path, { bigint: true });
    return {
      name: basename(path, extname(path)),
      status: 'ONLINE',
      readOnly: !may(path, constants.W_OK),
      recoveryModel: null,
      mirrored: false,
      logShipped: false,
      collation: (await this.#catalogue()).collation,
      dataBytes: BigInt(statSync(path).size),
      freeBytes: bavail * bsize,
    };
  }

  /** A file has no history of its backups. */
  async backups(): Promise<BackupFacts | null> {
    return null;
  }

  async missingRights(): Promise<string[]> {
    if (this.#side === 'source') return [];
    const missing: string[] = [];
    if (!may(this.#file.path, constants.W_OK)) missing.push('write permission on the file');
    // The journal and SQLite's own rollback journal are made beside it.
    if (!may(dirname(this.#file.path), constants.W_OK)) missing.push('write permission on its folder');
    return missing;
  }

  async databases(): Promise<string[]> {
    return [basename(this.#file.path, extname(this.#file.path))];
  }

  async looksLikePersistentChat(database: string): Promise<boolean> {
    if (!(await this.databases()).includes(database)) return false;
    const { tables } = await this.#catalogue();
    const scope = tables.find(({ name }) => name.toLowerCase() === 'tblscopeprincipal');
    return scope?.columns.some(({ name }) => name.toLowerCase() === 'scopeisdenied') === true;
  }

  #catalogue() {
    const session = new SqliteReadSession(this.#file);
    return sqliteCatalogue((statement) => session.query(statement));
  }
}

function may(path: string, what: number): boolean {
  try {
    accessSync(path, what);
    return true;
  } catch {
    return false;
  }
}
