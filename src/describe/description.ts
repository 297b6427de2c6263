/**
 * One database as it can be sent to strangers: structure, static rows, numbers. No message, no name of a room, person or
 * server, no address: the database is known by a hash of its place.
 */
import type { CatalogueTable } from '#src/model/catalogue.ts';
import type { SchemaDifference } from '#src/model/schema/compare-catalogue.ts';
import type { Row } from '#src/model/value.ts';
import type { TableDetail } from './description-port.ts';

export type Side = 'source' | 'target';

export type DescribedTable = CatalogueTable & Omit<TableDetail, 'name'>;

export interface StaticTable {
  readonly name: string;
  readonly rows: readonly Row[];
  /** Documented rows that are not there, and rows that are not documented; in words. */
  readonly differences: readonly string[];
}

export interface Description {
  readonly side: Side;
  readonly engine: 'sqlserver' | 'sqlite';
  /** The same for the same server, database and pool ID; tells nothing else. */
  readonly fingerprint: string;
  readonly version: string;
  readonly collation: string;
  readonly databaseBytes: bigint | null;
  readonly tables: readonly DescribedTable[];
  readonly staticTables: readonly StaticTable[];
  readonly ticksFunction: string | null;
  readonly otherObjects: ReadonlyMap<string, number>;
  /** Against the documented schema, in the order of the documents. */
  readonly differences: readonly (SchemaDifference & { readonly sentence: string })[];
  /** Catalogue questions that the server refused. */
  readonly refused: readonly string[];
}
