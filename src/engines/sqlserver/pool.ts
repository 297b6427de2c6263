/** Pools of connections to one database. */
import sql from 'mssql';
import type { SqlServerAddress } from '#src/config/configuration.ts';
import type { Opened } from '#src/model/opened.ts';
import type { Sharing } from '../sharing.ts';
import { type Access, connectionOptions } from './connection-options.ts';
import { guardAnswers } from './lost-answers.ts';
import { connectError } from './sqlserver-errors.ts';

/** What mssql's pool is made of beyond its types. */
interface Session {
  close(): void;
}
interface PoolParts {
  _poolCreate(): Promise<Session>;
  _poolValidate(session: Session): boolean | Promise<boolean>;
  _poolDestroy(session: Session): Promise<void>;
}
const MssqlPool = sql.ConnectionPool as unknown as new (config: sql.config) => sql.ConnectionPool & PoolParts;

/**
 * mssql's pool signs in once to see whether it can, throws that session away and signs in again for the first statement.
 * Here the first statement gets the session that is there.
 */
class Pool extends MssqlPool {
  #tried = false;
  #first: Session | null = null;

  override async _poolCreate(): Promise<Session> {
    const first = this.#first;
    this.#first = null;
    if (first === null) return this.#signIn();
    if (await this._poolValidate(first)) return first;
    await super._poolDestroy(first);
    return this.#signIn();
  }

  async #signIn(): Promise<Session> {
    const session = await super._poolCreate();
    guardAnswers(session);
    return session;
  }

  override async _poolDestroy(session: Session): Promise<void> {
    if (this.#tried) return super._poolDestroy(session);
    this.#tried = true;
    this.#first = session;
  }

  override async close(): Promise<void> {
    const first = this.#first;
    this.#first = null;
    if (first !== null) await super._poolDestroy(first);
    await super.close();
  }
}

/** Connects once, so that a wrong address shows here. @throws ConnectionFailed and its kin */
export async function openPool(address: SqlServerAddress, access: Access): Promise<sql.ConnectionPool> {
  const pool = new Pool(connectionOptions(address, access).mssql);
  // A connection that breaks while idle is dropped by the pool; the event must not end the process.
  pool.on('error', () => {});
  try {
    return await pool.connect();
  } catch (error) {
    await pool.close().catch(() => {});
    throw connectError(error, address);
  }
}

/**
 * One pool for all ports of a command that reach the same database for the same purpose: its sessions have parsed and
 * cached already what the next port asks. @throws ConnectionFailed and its kin
 */
export async function sharedPool(
  address: SqlServerAddress,
  access: Access,
  sharing: Sharing,
): Promise<Opened<sql.ConnectionPool>> {
  return sharing.use(address, `pool for ${access}`, async () => {
    const pool = await openPool(address, access);
    return { port: pool, close: () => pool.close() };
  });
}
