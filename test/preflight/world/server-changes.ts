/** Changes that only a server can show: its instance, its functions, its sessions, the rights of its logins. */
import { randomBytes } from 'node:crypto';
import sql from 'mssql';
import type { SqlServerAddress } from '#src/config/configuration.ts';
import { openJournal } from '#src/engines/open.ts';
import { connectionOptions } from '#src/engines/sqlserver/connection-options.ts';
import { createDatabase, dropDatabase } from '#src/engines/sqlserver/databases.ts';
import { TICKS_FUNCTIONS } from '#src/engines/sqlserver/ticks-sql.ts';
import { LEGACY_TABLES } from '#src/model/schema/legacy.ts';
import { LEGACY_TRANSIENT_TABLES } from '#src/model/schema/legacy-transient.ts';
import { emptied } from '#test/support/emptied-database.ts';
import { runStatements } from '#test/support/permission-blocks.ts';
import { all, type Change, change, type Make, statement } from './change.ts';
import type { Deployment, Side } from './deployment.ts';

const FUNCTION = 'DROP FUNCTION dbo.fnTicksToDate';
/** Of the four columns that tell a Persistent Chat database, three. */
const MARKED = 'CREATE TABLE tblMarks (scopeIsDenied bit, purgedOn datetime, prinDisplayName nvarchar(256))';

const otherFunction: Make = async (world) => {
  const exchange = async (by: string): Promise<void> => {
    await world.execute('target', FUNCTION);
    await world.execute('target', by);
  };
  await exchange(TICKS_FUNCTIONS.other);
  return () => exchange(TICKS_FUNCTIONS.dotnet);
};

/** A program that is not gc2pc, connected to one of the databases. */
function session(side: Side): Make {
  return async (world) => {
    const options = connectionOptions(addressOf(world, side), 'read').mssql;
    const pool = await new sql.ConnectionPool({
      ...options,
      options: { ...options.options, appName: 'ChannelService' },
    }).connect();
    await pool.request().query('SELECT 1');
    return () => pool.close();
  };
}

/** gc2pc logs in as somebody who has just these rights. */
function login(side: Side, rights: readonly string[]): Make {
  return async (world) => {
    const address = addressOf(world, side);
    const name = `gc2pc_world_${randomBytes(4).toString('hex')}`;
    const password = `Aa1-${randomBytes(12).toString('hex')}`;
    const run = (...statements: string[]) => runStatements(address, statements, () => {});
    await run(`CREATE LOGIN ${name} WITH PASSWORD = '${password}'`, `CREATE USER ${name} FOR LOGIN ${name}`);
    await run(...rights.map((right) => `GRANT ${right} TO ${name}`));
    const undo = world.loginAs(side, name, password);
    return async () => {
      undo();
      // SQL Server drops a user with the rights it has; Babelfish wants them taken back first.
      await run(...rights.map((right) => `REVOKE ${right} FROM ${name}`), `DROP USER ${name}`, `DROP LOGIN ${name}`);
    };
  };
}

/** The state before the very first `migrate`. */
const noJournal: Make = async (world) => {
  const [address, name] = [addressOf(world, 'target'), world.databases.journalDatabase];
  await dropDatabase(address, name);
  return () => createDatabase(address, name);
};

/** As `migrate` leaves it, under a login that may create databases. */
const journal: Make = async (world) => {
  const { targetAddress, journalDatabase } = world.databases;
  const opened = await openJournal(targetAddress, journalDatabase);
  await opened.port.prepare();
  await opened.close();
  return async () => {
    await emptied({ ...addressOf(world, 'target'), database: journalDatabase });
  };
};

/** All but one table, which the login may write to, so that it sees that it is there. */
const ALL_BUT_ONE = [
  ...[...LEGACY_TABLES, ...LEGACY_TRANSIENT_TABLES]
    .filter(({ name }) => name !== 'tblPreference')
    .map(({ name }) => `SELECT ON dbo.${name}`),
  'INSERT ON dbo.tblPreference',
  'EXECUTE ON dbo.fnTicksToDate',
  // Unknown to Babelfish, which shows the text to whoever sees the function.
  'VIEW DEFINITION ON SCHEMA::dbo',
];
const READ_ALL = ['SELECT ON SCHEMA::dbo', 'EXECUTE ON dbo.fnTicksToDate', 'VIEW DEFINITION ON SCHEMA::dbo'];

/** A login without rights on the server does not see the sessions of others either. */
const READER = { D06: 'block', D31: 'unknown', T08: 'block', T09: 'block' } as const;

export const SERVER_CHANGES: readonly Change[] = [
  change(
    'another database of the instance looks like one of Persistent Chat',
    statement('source', MARKED, 'DROP TABLE tblMarks'),
    { D08: 'warn' },
  ),
  change('the target has no function of dates', statement('target', FUNCTION, TICKS_FUNCTIONS.dotnet), { S37: 'warn' }),
  change('the function of dates has another epoch in the target', otherFunction, { S37: 'block' }),
  change('somebody is connected to the source', session('source'), { D31: 'warn' }),
  change('somebody is connected to the target', session('target'), { D31: 'warn' }),
  change('the login may only read the target, and make no journal', all(noJournal, login('target', READ_ALL)), READER),
  change(
    'the login may only read the target, and not enter the journal',
    all(journal, login('target', READ_ALL)),
    READER,
  ),
  change('the login may not read one table of the source', login('source', ALL_BUT_ONE), {
    D31: 'unknown',
    S41: 'block',
    T11: 'unknown',
  }),
];

function addressOf({ databases }: Deployment, side: Side): SqlServerAddress {
  const address = side === 'source' ? databases.sourceAddress : databases.targetAddress;
  if (address.engine !== 'sqlserver') throw new Error('this change is for a server');
  return address;
}
