/**
 * How Babelfish would carry out statements that were sent to it, told by its own planner. Nothing of them is carried out
 * a second time. The planner may not walk through a table where it can seek, so that a few rows show what a billion would.
 */
import { Connection, Request } from 'tedious';
import { vi } from 'vitest';
import type { SqlServerAddress } from '#src/config/configuration.ts';

/** A statement as the driver was given it. */
export interface SentStatement {
  readonly database: string;
  readonly sql: string;
  readonly isBatch: boolean;
  readonly parameters: readonly SentParameter[];
  /** What made the temporary tables that it names. */
  readonly stages: readonly string[];
}

interface SentParameter {
  readonly name: string;
  readonly type: Parameters<Request['addParameter']>[1];
  readonly value: unknown;
  readonly length?: number;
  readonly precision?: number;
  readonly scale?: number;
}

/** The part of a request, and of a connection, that the driver's declared types leave out. */
type DriversRequest = Request & { readonly sqlTextOrProcedure: string; readonly parameters: SentParameter[] };
type DriversConnection = Connection & { readonly config: { readonly options: { readonly database: string } } };

const STAGE_MADE = /^CREATE TABLE \[?(#\w+)/;
const SEEKS_WHERE_IT_CAN = [
  "SELECT set_config('enable_seqscan', 'off', false)",
  "SELECT set_config('enable_bitmapscan', 'off', false)",
  "SELECT set_config('max_parallel_workers_per_gather', '0', false)",
  "SELECT set_config('babelfishpg_tsql.explain_costs', 'off', false)",
];

/** Statements that match, as they are sent from now on, each text once. Ended by `vi.restoreAllMocks`. */
export function watchStatements(wanted: RegExp): ReadonlyMap<string, SentStatement> {
  const seen = new Map<string, SentStatement>();
  const stages = new WeakMap<Connection, Map<string, string>>();
  for (const method of ['execSql', 'execSqlBatch'] as const) {
    const send = Connection.prototype[method];
    vi.spyOn(Connection.prototype, method).mockImplementation(function (this: Connection, request) {
      const { sqlTextOrProcedure: sql, parameters } = request as DriversRequest;
      const made = stages.get(this) ?? new Map<string, string>();
      stages.set(this, made);
      const stage = STAGE_MADE.exec(sql)?.[1];
      if (stage !== undefined) made.set(stage, sql);
      if (wanted.test(sql)) {
        const { database } = (this as DriversConnection).config.options;
        const named = [...made].filter(([name]) => sql.includes(name)).map(([, making]) => making);
        const sent = { database, sql, isBatch: method === 'execSqlBatch', parameters: [...parameters], stages: named };
        if (!seen.has(`${database} ${sql}`)) seen.set(`${database} ${sql}`, sent);
      }
      send.call(this, request);
    });
  }
  return seen;
}

/**
 * Plans of the statements, as lines of text, in the same order.
 * @param address of any database on the server
 * @throws what the server says of a statement that it cannot plan
 */
export async function plansOf(address: SqlServerAddress, statements: Iterable<SentStatement>): Promise<string[][]> {
  const planners = new Map<string, Planner>();
  const plans: string[][] = [];
  try {
    for (const statement of statements) {
      const { database } = statement;
      const planner = planners.get(database) ?? (await Planner.connect({ ...address, database }));
      planners.set(database, planner);
      plans.push(await planner.planOf(statement));
    }
  } finally {
    for (const planner of planners.values()) planner.close();
  }
  return plans;
}

/** One session, since to begin one takes the server longer than a plan. */
class Planner {
  readonly #connection: Connection;
  readonly #stages = new Map<string, string>();

  private constructor(connection: Connection) {
    this.#connection = connection;
  }

  static async connect(address: SqlServerAddress): Promise<Planner> {
    const planner = new Planner(await connect(address));
    for (const sql of SEEKS_WHERE_IT_CAN) await planner.#run(sql);
    return planner;
  }

  async planOf({ sql, isBatch, parameters, stages }: SentStatement): Promise<string[]> {
    for (const making of stages) await this.#stage(making);
    await this.#run('SET BABELFISH_SHOWPLAN_ALL ON');
    const lines = await answer(this.#connection, sql, isBatch, parameters);
    await this.#run('SET BABELFISH_SHOWPLAN_ALL OFF');
    return lines.map(String);
  }

  close(): void {
    this.#connection.close();
  }

  async #stage(making: string): Promise<void> {
    const name = STAGE_MADE.exec(making)?.[1] ?? '';
    if (this.#stages.get(name) === making) return;
    if (this.#stages.has(name)) await this.#run(`DROP TABLE [${name}]`);
    await this.#run(making);
    this.#stages.set(name, making);
  }

  #run(sql: string): Promise<unknown[]> {
    return answer(this.#connection, sql, true);
  }
}

/**
 * Steps of a plan that walk through a table or its whole key: those that read it without a condition on the key's first
 * column, unless they end with the first row.
 * @param table and `column` in lower case
 */
export function walksThrough(plan: readonly string[], table: string, column: string): string[] {
  const reads = new RegExp(`\\bScan\\b.* on "?${table}"?(\\s|$)`);
  const seeks = new RegExp(`\\b${column}\\b(?! IS NOT NULL)`);
  return plan.filter((line, at) => {
    if (!reads.test(line)) return false;
    const after = plan.slice(at + 1);
    const next = after.findIndex((each) => each.includes('->') || /^Query Text/.test(each));
    const conditions = after.slice(0, next < 0 ? after.length : next).filter((each) => /^\s*Index Cond:/.test(each));
    return !conditions.some((each) => seeks.test(each)) && !/^\s*(->\s*)?Limit\b/.test(plan[at - 1] ?? '');
  });
}

function connect(address: SqlServerAddress): Promise<Connection> {
  const { host: server, port, database, user: userName, encrypt, trustServerCertificate } = address;
  const password = address.password?.reveal() ?? '';
  const options = { port, database, encrypt, trustServerCertificate, rowCollectionOnRequestCompletion: true };
  const connection = new Connection({
    server,
    authentication: { type: 'default', options: { userName, password } },
    options: { ...options, requestTimeout: 60_000 },
  });
  return new Promise((resolve, reject) => {
    connection.connect((error) => (error ? reject(error) : resolve(connection)));
  });
}

/** The first column of what comes back. */
function answer(
  connection: Connection,
  sql: string,
  isBatch: boolean,
  parameters: readonly SentParameter[] = [],
): Promise<unknown[]> {
  return new Promise((resolve, reject) => {
    const values: unknown[] = [];
    const request = new Request(sql, (error) =>
      error ? reject(new Error(`${error.message}: ${sql}`)) : resolve(values),
    );
    request.on('row', (columns: { value: unknown }[]) => values.push(columns[0]?.value));
    for (const { name, type, value, length, precision, scale } of parameters) {
      request.addParameter(name, type, value, {
        ...(length === undefined ? {} : { length }),
        ...(precision === undefined ? {} : { precision }),
        ...(scale === undefined ? {} : { scale }),
      });
    }
    if (isBatch) connection.execSqlBatch(request);
    else connection.execSql(request);
  });
}
