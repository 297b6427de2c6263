/** What pre-flight asks a database server about itself. Read-only; a fact the server keeps to itself is null. */
export interface ServerFacts {
  /** e.g. `11.0.7001.0` */
  readonly version: string;
  /** e.g. `Standard Edition (64-bit)` */
  readonly edition: string;
  readonly is64Bit: boolean | null;
  readonly cores: number | null;
  readonly memoryBytes: bigint | null;
}

export interface DatabaseFacts {
  readonly name: string;
  /** e.g. `ONLINE` */
  readonly status: string | null;
  readonly readOnly: boolean;
  readonly recoveryModel: string | null;
  readonly mirrored: boolean | null;
  readonly logShipped: boolean | null;
  readonly collation: string;
  readonly dataBytes: bigint | null;
  /** Free on the volume that the data file may grow on. */
  readonly freeBytes: bigint | null;
}

export interface BackupFacts {
  /** Milliseconds since 1970, UTC; null = none on record. */
  readonly lastFullAt: number | null;
}

export interface SqlFactsPort {
  server(): Promise<ServerFacts>;
  database(): Promise<DatabaseFacts>;
  /** Null where the server keeps no history that this login may read. */
  backups(): Promise<BackupFacts | null>;
  /** Rights in the notation of HAS_PERMS_BY_NAME that are needed and missing, e.g. `INSERT on tblNode`. */
  missingRights(): Promise<string[]>;
  /** Databases of the instance that this login can see. */
  databases(): Promise<string[]>;
  /** True for a database of the instance that holds the tables of a Persistent Chat database. */
  looksLikePersistentChat(database: string): Promise<boolean>;
}
