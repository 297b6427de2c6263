/** The tier of SQL Server: everything in databases of its own, named gc2pc_bench_…, on the server of one URL. */
import { mkdirSync } from 'node:fs';
import type sql from 'mssql';
import type { SqlServerAddress } from '#src/config/configuration.ts';
import { createDatabase, dropDatabase } from '#src/engines/sqlserver/databases.ts';
import { openPool } from '#src/engines/sqlserver/pool.ts';
import type { TdsPlace } from '../children/tds-task.ts';
import { buildSource, buildTarget, buildYard, roomsOf } from '../fixture-databases.ts';
import { GROW, widenAffiliations } from '../growth-sql.ts';
import type { Dataset, DatasetSpec, Peers, Tier } from '../tier.ts';
import { Freebcp, freetdsVersion } from './freebcp.ts';
import { tdsPeers } from './tds-peers.ts';
import { CHECKPOINT, COUNT_CHAT, CREATE_EXPORT_VIEW, EMPTY_CHAT, EXPORT_VIEW_EXISTS, VERSION } from './tds-sql.ts';

const PREFIX = 'gc2pc_bench';
const YARD = `${PREFIX}_yard`;
const TARGET = `${PREFIX}_target`;
const JOURNAL = `${PREFIX}_journal`;

export class TdsTier implements Tier {
  readonly name = 'tds';
  readonly remote = true;
  readonly #server: SqlServerAddress;
  readonly #freebcp: Freebcp;
  readonly #pools = new Map<string, sql.ConnectionPool>();
  readonly #sources = new Set<string>();
  readonly #grown = new Set<string>();
  #yardIsThere = false;

  /** @param server address of any database; the login may create databases */
  constructor(server: SqlServerAddress, folder: string) {
    this.#server = server;
    mkdirSync(folder, { recursive: true });
    this.#freebcp = new Freebcp(folder);
  }

  async versions(): Promise<readonly string[]> {
    const { recordset } = await (await this.#pool('master')).request().query<{ version: string }>(VERSION);
    const server = (recordset[0]?.version ?? '').split('\n')[0]?.trim() ?? '';
    const freetds = freetdsVersion();
    return [server, freetds === null ? 'freebcp is not installed' : `freebcp of FreeTDS ${freetds}`];
  }

  dataset(spec: DatasetSpec): Dataset {
    const wide = spec.furtherGroups === undefined ? '' : `_wide_${spec.furtherGroups}`;
    const database = `${PREFIX}_${spec.structure}_${spec.messages}${wide}`;
    return { ...spec, source: { ...this.#server, database }, rooms: roomsOf(spec) };
  }

  async make(dataset: Dataset): Promise<void> {
    const { database } = dataset.source as SqlServerAddress;
    if (this.#sources.has(database)) return;
    this.#sources.add(database);
    if ((await this.#messagesIn(database)) === dataset.messages) return;
    await this.#drop(database);
    await buildSource(dataset.source, dataset);
    if (dataset.furtherGroups !== undefined)
      await (await this.#pool(database)).request().batch(widenAffiliations(dataset.furtherGroups));
    // Read once, so that the first course does not pay for what the server does after a load.
    await this.#messagesIn(database);
    await this.#checkpoint(database);
  }

  async grow(dataset: Dataset): Promise<number> {
    const { database } = dataset.source as SqlServerAddress;
    this.#sources.delete(database);
    this.#grown.add(database);
    const pool = await this.#pool(database);
    for (const statement of GROW) await pool.request().batch(statement);
    await this.#checkpoint(database);
    return (await this.#messagesIn(database)) ?? 0;
  }

  peers(dataset: Dataset, streams: readonly number[]): Peers {
    const source = (dataset.source as SqlServerAddress).database;
    const opened = async () => {
      const sourcePool = await this.#pool(source);
      const { recordset } = await sourcePool.request().query<{ n: number }>(EXPORT_VIEW_EXISTS);
      if (Number(recordset[0]?.n) === 0) await sourcePool.request().batch(CREATE_EXPORT_VIEW);
      return { sourcePool, yardPool: await this.#yard() };
    };
    return tdsPeers(
      {
        source: this.#place(source),
        yard: this.#place(YARD),
        target: this.#place(TARGET),
        freebcp: this.#freebcp,
        rows: dataset.messages,
        opened,
        clear: async () => {
          await (await this.#yard()).request().batch(EMPTY_CHAT);
          await this.#checkpoint(YARD);
        },
        count: async () => (await this.#messagesIn(YARD)) ?? 0,
      },
      streams,
    );
  }

  async freshTarget(dataset: Dataset): Promise<void> {
    await this.#drop(TARGET);
    await this.#drop(JOURNAL);
    await buildTarget(this.targetAddress(), dataset);
  }

  targetAddress(): SqlServerAddress {
    return { ...this.#server, database: TARGET };
  }

  journalDatabase(): string {
    return JOURNAL;
  }

  async targetMessages(): Promise<number> {
    return (await this.#messagesIn(TARGET)) ?? 0;
  }

  environment(dataset: Dataset, via?: number): Readonly<Record<string, string>> {
    const { host, port, user, password, encrypt, trustServerCertificate } = this.#server;
    const place = via === undefined ? `${host}:${port}` : `127.0.0.1:${via}`;
    const query = `encrypt=${encrypt}&trustServerCertificate=${trustServerCertificate}`;
    const urlOf = (database: string) => `mssql://${encodeURIComponent(user)}@${place}/${database}?${query}`;
    return {
      GC2PC_SOURCE_URL: urlOf((dataset.source as SqlServerAddress).database),
      GC2PC_TARGET_URL: urlOf(TARGET),
      GC2PC_SOURCE_PASSWORD: password?.reveal() ?? '',
      GC2PC_TARGET_PASSWORD: password?.reveal() ?? '',
      GC2PC_JOURNAL_DATABASE: JOURNAL,
    };
  }

  async settle(): Promise<void> {
    await this.#checkpoint('master');
  }

  async close(keep: boolean): Promise<void> {
    const left = keep ? [YARD, TARGET, JOURNAL] : [YARD, TARGET, JOURNAL, ...this.#sources];
    for (const database of left) await this.#drop(database);
    // What was let grow is of no use to anyone.
    for (const database of this.#grown) await this.#drop(database);
    for (const pool of this.#pools.values()) await pool.close();
    this.#freebcp.remove();
  }

  #place(database: string): TdsPlace {
    const { host, port, user, password, encrypt, trustServerCertificate } = this.#server;
    return { host, port, user, password: password?.reveal() ?? '', database, encrypt, trustServerCertificate };
  }

  async #pool(database: string): Promise<sql.ConnectionPool> {
    const known = this.#pools.get(database);
    if (known !== undefined) return known;
    const pool = await openPool({ ...this.#server, database }, 'write');
    this.#pools.set(database, pool);
    return pool;
  }

  async #yard(): Promise<sql.ConnectionPool> {
    if (!this.#yardIsThere) {
      await this.#drop(YARD);
      await buildYard({ ...this.#server, database: YARD });
      this.#yardIsThere = true;
    }
    return this.#pool(YARD);
  }

  /** Null where there is no such database, or no such table in it. */
  async #messagesIn(database: string): Promise<number | null> {
    await createDatabase({ ...this.#server, database: 'master' }, database);
    const pool = await this.#pool(database);
    try {
      const { recordset } = await pool.request().query<{ n: unknown }>(COUNT_CHAT);
      return Number(recordset[0]?.n);
    } catch {
      return null;
    }
  }

  async #checkpoint(database: string): Promise<void> {
    await (await this.#pool(database)).request().batch(CHECKPOINT);
  }

  async #drop(database: string): Promise<void> {
    await this.#pools.get(database)?.close();
    this.#pools.delete(database);
    await dropDatabase({ ...this.#server, database: 'master' }, database);
  }
}
