/**
 * What a server of Microsoft's would tell, and the servers of the tests cannot: each field that is put in the place of
 * an answer is named here, with the reason. Everything else is what the server says.
 */
import type { TargetReader } from '#src/load/target-port.ts';
import type { FileStoreFacts, FileStorePort } from '#src/preflight/file-store-port.ts';
import type { DatabaseFacts, ServerFacts, SqlFactsPort } from '#src/preflight/sql-facts-port.ts';

const HOUR_MS = 3_600_000;
const GIB = 1024n ** 3n;

export interface Substitutes {
  readonly server: Partial<ServerFacts>;
  readonly database: Partial<DatabaseFacts>;
  /** Milliseconds since 1970, UTC; null = none on record; undefined = as the server says. */
  readonly lastFullAt: number | null | undefined;
  /** Databases that are seen; others belong to other tests. */
  readonly databases: readonly string[] | null;
  readonly missingRights: readonly string[] | null;
}

export const AS_IT_IS: Substitutes = {
  server: {},
  database: {},
  lastFullAt: undefined,
  databases: null,
  missingRights: null,
};

/** SQL Server 2012 on a machine as Microsoft wants it, backed up an hour ago. */
export function of2012(): Substitutes {
  return {
    ...AS_IT_IS,
    // Babelfish says 12.0.2000.8, and neither it nor SQLite knows a machine of twelve cores.
    server: {
      version: '11.0.7001.0',
      edition: 'Standard Edition (64-bit)',
      is64Bit: true,
      cores: 12,
      memoryBytes: 32n * GIB,
    },
    // Views that neither of the two has.
    database: {
      recoveryModel: 'SIMPLE',
      mirrored: false,
      logShipped: false,
      dataBytes: GIB,
      freeBytes: 100n * GIB,
    },
    // There is no msdb.
    lastFullAt: Date.now() - HOUR_MS,
  };
}

export function substituted(port: SqlFactsPort, by: Substitutes): SqlFactsPort {
  return {
    server: async () => ({ ...(await port.server()), ...by.server }),
    database: async () => ({ ...(await port.database()), ...by.database }),
    backups: async () => (by.lastFullAt === undefined ? port.backups() : { lastFullAt: by.lastFullAt }),
    missingRights: async () => (by.missingRights === null ? port.missingRights() : [...by.missingRights]),
    databases: async () => {
      const { databases } = by;
      const seen = await port.databases();
      return databases === null ? seen : seen.filter((name) => databases.includes(name));
    },
    looksLikePersistentChat: (name) => port.looksLikePersistentChat(name),
  };
}

/** A collation that a server of the tests does not have. */
export function collated(port: TargetReader, collation: string): TargetReader {
  return new Proxy(port, {
    get: (reader, name) => {
      if (name === 'catalogue') return async () => ({ ...(await reader.catalogue()), collation });
      const value: unknown = Reflect.get(reader, name);
      return typeof value === 'function' ? value.bind(reader) : value;
    },
  });
}

/** No machine of the tests has a volume of this type. */
export function onFileSystem(port: FileStorePort, fileSystem: FileStoreFacts['fileSystem']): FileStorePort {
  return {
    facts: async (path) => {
      const facts = await port.facts(path);
      return facts === null ? null : { ...facts, fileSystem };
    },
    contents: (path, boundBytes) => port.contents(path, boundBytes),
    probe: (path) => port.probe(path),
  };
}
