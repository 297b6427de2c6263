/**
 * What a database's catalogue holds beyond names and types of columns. Structure and numbers alone: nothing here is ever
 * taken from a row, but for the rows of the static tables, which the caller reads by itself.
 */
export interface IndexDetail {
  readonly columns: readonly string[];
  readonly unique: boolean;
  readonly primary: boolean;
  /** Null where the engine has no such notion. */
  readonly clustered: boolean | null;
}

export interface ForeignKeyDetail {
  readonly columns: readonly string[];
  readonly table: string;
  readonly references: readonly string[];
}

export interface TriggerDetail {
  readonly name: string;
  readonly disabled: boolean;
  /** SHA-256 of its text, hex: two databases can be compared without sending it. Null where it may not be read. */
  readonly textHash: string | null;
}

export interface TableDetail {
  readonly name: string;
  readonly defaults: readonly { readonly column: string; readonly definition: string }[];
  readonly indexes: readonly IndexDetail[];
  readonly foreignKeys: readonly ForeignKeyDetail[];
  readonly triggers: readonly TriggerDetail[];
  /** Null where counting would read the whole of a large table, or the server does not tell. */
  readonly rows: bigint | null;
  /** With indexes and long texts; null where the server does not tell. */
  readonly bytes: bigint | null;
}

export interface DatabaseDetail {
  readonly tables: readonly TableDetail[];
  /** Kind as the server names it (`VIEW`, `SQL_STORED_PROCEDURE`) → how many. */
  readonly otherObjects: ReadonlyMap<string, number>;
  /** Data and log; null where the server does not tell. */
  readonly databaseBytes: bigint | null;
  /** Catalogue questions that the server refused, in words. */
  readonly refused: readonly string[];
}

export interface DescriptionPort {
  detail(): Promise<DatabaseDetail>;
}
