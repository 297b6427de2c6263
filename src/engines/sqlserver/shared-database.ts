/**
 * One database as all ports of a command share it: a pool of sessions, and the catalogue, read once. Nothing that gc2pc
 * does while such a port is open changes the catalogue.
 */
import type sql from 'mssql';
import type { SqlServerAddress } from '#src/config/configuration.ts';
import type { Catalogue } from '#src/model/catalogue.ts';
import type { Opened } from '#src/model/opened.ts';
import type { Sharing } from '../sharing.ts';
import type { Side } from '../sql/names.ts';
import { sqlServerCatalogue } from './catalogue.ts';
import type { Access } from './connection-options.ts';
import { sharedPool } from './pool.ts';
import { SqlServerReadSession } from './read-session.ts';

export interface SharedDatabase {
  readonly pool: sql.ConnectionPool;
  readonly session: SqlServerReadSession;
  /** As the first port that asked for it found it. A reading that fails is not kept. */
  catalogue(): Promise<Catalogue>;
}

/** @throws ConnectionFailed and its kin */
export async function openSharedDatabase(
  address: SqlServerAddress,
  access: Access,
  side: Side,
  sharing: Sharing,
): Promise<Opened<SharedDatabase>> {
  const pool = await sharedPool(address, access, sharing);
  const known = await sharing.use(address, `catalogue of the ${side}`, async () => ({
    port: new KnownCatalogue(side),
    close: async () => {},
  }));
  const session = new SqlServerReadSession(pool.port, address);
  return {
    port: { pool: pool.port, session, catalogue: () => known.port.over(session) },
    close: async () => {
      await known.close();
      await pool.close();
    },
  };
}

class KnownCatalogue {
  readonly #side: Side;
  #reading: Promise<Catalogue> | null = null;

  constructor(side: Side) {
    this.#side = side;
  }

  over(session: SqlServerReadSession): Promise<Catalogue> {
    this.#reading ??= sqlServerCatalogue(session, this.#side).catch((error: unknown) => {
      this.#reading = null;
      throw error;
    });
    return this.#reading;
  }
}
