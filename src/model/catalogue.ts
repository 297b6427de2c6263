/** What a database's own catalogue says of itself, in the terms of the documented schema. */

export interface CatalogueColumn {
  readonly name: string;
  /** In the notation of `SqlType`, lower case, e.g. `nvarchar(256)`; other types as the server names them. */
  readonly type: string;
  readonly nullable: boolean;
  readonly identity: boolean;
  /** Null for types without one, and where the engine does not tell. */
  readonly collation: string | null;
}

export interface CatalogueTable {
  readonly name: string;
  readonly columns: readonly CatalogueColumn[];
  readonly primaryKey: readonly string[];
}

export interface Catalogue {
  readonly engine: 'sqlserver' | 'sqlite';
  /** Product version as the server states it, e.g. `10.50.6560.0`. */
  readonly version: string;
  /** The database's collation name, e.g. `SQL_Latin1_General_CP1_CI_AS` or SQLite's `NOCASE`/`BINARY`. */
  readonly collation: string;
  readonly tables: readonly CatalogueTable[];
  /** Text of `dbo.fnTicksToDate`, null where the database has none. */
  readonly ticksFunction: string | null;
}
