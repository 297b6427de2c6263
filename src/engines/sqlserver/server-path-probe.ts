/**
 * Whether the source's tables are within reach of the target's own session: the same instance, told by its name and the
 * instant at which it started, and a real query across the databases with the target's login. Never guessed.
 */
import type sql from 'mssql';
import type { SqlServerAddress } from '#src/config/configuration.ts';
import type { BesideAnswer } from '#src/load/server-path/server-path-port.ts';
import { OperatorError } from '#src/model/errors.ts';
import type { Opened } from '#src/model/opened.ts';
import { Sharing } from '../sharing.ts';
import { quote, type Statement } from '../sql/statement.ts';
import { sharedPool } from './pool.ts';
import { SqlServerReadSession } from './read-session.ts';

/** tempdb is made anew at each start of an instance, and every login may see it ("sys.databases", "tempdb database"). */
const INSTANCE: Statement = {
  sql: `SELECT CAST(SERVERPROPERTY('ServerName') AS nvarchar(256)) AS [server], DB_NAME() AS [database],
     (SELECT CONVERT(char(23), d.create_date, 121) FROM sys.databases d WHERE d.name = 'tempdb') AS [started]`,
  parameters: [],
};

/** INSERT … SELECT would fire it, a bulk load does not. */
const TRIGGERS: Statement = {
  sql: "SELECT COUNT(*) AS [triggers] FROM sys.triggers WHERE parent_id = OBJECT_ID('dbo.tblChat') AND is_disabled = 0",
  parameters: [],
};

interface Instance {
  readonly server: string;
  readonly database: string;
  readonly started: string;
}

/** @throws OperatorError when one of the two cannot be reached at all */
export async function sqlServerBeside(
  source: SqlServerAddress,
  target: SqlServerAddress,
  sharing: Sharing = new Sharing(),
): Promise<BesideAnswer> {
  const asked = asking(sharedPool(source, 'read', sharing), source, instanceOf);
  // Awaited below; a failure must not count as unhandled until then.
  asked.catch(() => undefined);
  return asking(sharedPool(target, 'write', sharing), target, async (session): Promise<BesideAnswer> => {
    const here = await instanceOf(session);
    const there = await asked;
    if (there.server !== here.server || there.started !== here.started) {
      return no(`source and target are on different servers (${there.server} and ${here.server})`);
    }
    if (there.database.toLowerCase() === here.database.toLowerCase()) return no('source and target are one database');
    const refusal = await refusalOf(session, there.database);
    if (refusal !== null) return no(refusal);
    const [triggers] = await session.query(TRIGGERS);
    if (Number(triggers?.[0]) > 0) return no('tblChat of the target has a trigger, which this way would fire');
    return { possible: true, beside: { database: there.database } };
  });
}

/** Reads one message across the databases, all columns that are copied. */
async function refusalOf(session: SqlServerReadSession, database: string): Promise<string | null> {
  const columns = ['channelID', 'chatID', 'chatDate', 'userId', 'isAlert', 'content'].map(quote).join(', ');
  const sql = `SELECT COUNT(*) AS [rows] FROM (SELECT TOP (1) ${columns} FROM ${quote(database)}.[dbo].[tblChat]) c`;
  try {
    await session.query({ sql, parameters: [] });
    return null;
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error;
    if (error.exit === 'unreachable') throw error;
    return `the target’s login cannot read ${database}.dbo.tblChat (${error.message})`;
  }
}

async function instanceOf(session: SqlServerReadSession): Promise<Instance> {
  const [row] = await session.query(INSTANCE);
  return { server: String(row?.[0]), database: String(row?.[1]), started: String(row?.[2]) };
}

async function asking<R>(
  opening: Promise<Opened<sql.ConnectionPool>>,
  address: SqlServerAddress,
  question: (session: SqlServerReadSession) => Promise<R>,
): Promise<R> {
  const { port: pool, close } = await opening;
  try {
    return await question(new SqlServerReadSession(pool, address));
  } finally {
    await close();
  }
}

function no(reason: string): BesideAnswer {
  return { possible: false, reason };
}
