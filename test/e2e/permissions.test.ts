/** docs/permissions.md, taken at its word: with these rights and no others, everything works. */
import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SqlServerAddress } from '#src/config/configuration.ts';
import { openJournal } from '#src/engines/open.ts';
import { createDatabase, dropDatabase } from '#src/engines/sqlserver/databases.ts';
import { cliJson, environmentOf } from '#test/support/cli.ts';
import { SQL_SERVER, type TestDatabases } from '#test/support/engines.ts';
import { permissionBlocks, runStatements } from '#test/support/permission-blocks.ts';
import { sqlServerMissing } from '#test/support/tiers.ts';

/** What a stand-in server may not know; each is named in the output when it is left out. */
const MAY_BE_UNKNOWN = [/^GRANT VIEW DEFINITION /, /^GRANT ALTER /, /^GRANT CREATE TABLE /];

describe.skipIf(sqlServerMissing)('logins with the least rights (sqlserver)', () => {
  const password = `Aa1-${randomBytes(12).toString('hex')}`;
  let databases: TestDatabases;
  let source: SqlServerAddress;
  let target: SqlServerAddress;
  let journal: SqlServerAddress;
  let names: { reader: string; writer: string };
  let leftOut: string[];
  let logins: boolean;

  beforeEach(async () => {
    databases = await SQL_SERVER.fresh('permissions');
    source = databases.sourceAddress as SqlServerAddress;
    target = databases.targetAddress as SqlServerAddress;
    journal = { ...target, database: databases.journalDatabase };
    const mark = randomBytes(4).toString('hex');
    names = { reader: `gc2pc_reader_${mark}`, writer: `gc2pc_writer_${mark}` };
    leftOut = [];
    logins = false;
    // The blocks make it themselves.
    await dropDatabase(target, databases.journalDatabase);
    const made = await cliJson(['fixture', 'create', '--scale', '0.05', '--messages', '200'], {
      folder: databases.dir,
      environment: environmentOf(databases),
    });
    expect(made.code).toBe(0);
    await block('source-login', source);
    await block('target-login', target);
    logins = true;
  });
  afterEach(async () => {
    await dropDatabase(target, databases.journalDatabase);
    if (logins) {
      await block('source-login-end', source);
      await block('target-login-end', target);
    }
    await createDatabase(target, databases.journalDatabase);
    await databases.dispose();
  });

  async function block(name: string, address: SqlServerAddress): Promise<void> {
    const statements = permissionBlocks().get(name);
    if (statements === undefined) throw new Error(`docs/permissions.md has no block ${name}`);
    const own = statements.map((statement) =>
      statement
        .replaceAll('gc2pc_reader', names.reader)
        .replaceAll('gc2pc_writer', names.writer)
        .replaceAll('gc2pc_journal', databases.journalDatabase)
        .replaceAll('<password>', password),
    );
    await runStatements(address, own, (statement) => {
      expect(MAY_BE_UNKNOWN.some((known) => known.test(statement))).toBe(true);
      leftOut.push(statement.replaceAll(/_[0-9a-f]{8}\b/g, ''));
    });
  }

  function run(...words: string[]) {
    return runWith({}, ...words);
  }

  function runWith(environment: Readonly<Record<string, string>>, ...words: string[]) {
    const as = (url: string, user: string) => Object.assign(new URL(url), { username: user }).href;
    return cliJson(words, {
      folder: databases.dir,
      environment: {
        ...environmentOf(databases),
        GC2PC_SOURCE_URL: as(databases.sourceUrl, names.reader),
        GC2PC_TARGET_URL: as(databases.targetUrl, names.writer),
        GC2PC_SOURCE_PASSWORD: password,
        GC2PC_TARGET_PASSWORD: password,
        ...environment,
      },
    });
  }

  async function grantEverything(): Promise<void> {
    await block('source', source);
    await block('target', target);
    await block('target-identity', target);
    await block('journal', journal);
    if (leftOut.length === 0) return;
    process.stderr.write(`left out, unknown to this server:\n${leftOut.map((each) => `  ${each}`).join('\n')}\n`);
    if (!leftOut.some((statement) => statement.startsWith('GRANT CREATE TABLE'))) return;
    const opened = await openJournal(target, databases.journalDatabase);
    await opened.port.prepare();
    await opened.close();
  }

  /** SQL Server drops a user with the rights it has; the stand-in wants them taken back first. */
  async function drop(user: string, from: SqlServerAddress): Promise<void> {
    const rights = 'SELECT, INSERT, UPDATE, DELETE, REFERENCES';
    await runStatements(from, [`REVOKE ${rights} ON SCHEMA::dbo FROM ${user}`], () => {});
    await block(user === names.reader ? 'source-end' : 'target-end', from);
  }

  async function takeBack(): Promise<void> {
    await drop(names.reader, source);
    await drop(names.writer, target);
    await drop(names.writer, journal);
  }

  it('migrate and verify with what the document grants', { timeout: 180_000 }, async () => {
    await grantEverything();
    const migrated = await run('migrate');
    expect(migrated.document).toMatchObject({
      exitCode: 0,
      findings: expect.any(Array),
      path: { messages: 'wire', reason: expect.stringContaining('cannot read') },
    });
    expect((await run('verify')).document).toMatchObject({ exitCode: 0, verdict: 'verified' });
    await takeBack();
  });

  it('copy messages inside the server once they may read them there', { timeout: 400_000 }, async () => {
    await grantEverything();
    const { document: refused } = await runWith({ GC2PC_LOAD_PATH: 'server' }, 'migrate');
    expect(refused).toMatchObject({ exitCode: 2, error: { code: 'SERVER_PATH_IMPOSSIBLE' } });
    expect(refused.error).toMatchObject({
      message: expect.stringContaining(`cannot read ${source.database}.dbo.tblChat`),
      hint: expect.stringContaining('docs/permissions.md'),
    });
    await block('server-path', source);
    const { document } = await run('migrate');
    expect(document).toMatchObject({ exitCode: 0, path: { messages: 'server' }, rowsInServer: expect.any(Number) });
    expect(document.rowsInServer).toBeGreaterThan(0);
    expect((await run('verify')).document).toMatchObject({ exitCode: 0, verdict: 'verified' });
    await runStatements(source, [`REVOKE SELECT ON dbo.tblChat FROM ${names.writer}`], () => {});
    await block('target-end', source);
    await takeBack();
  });

  it('are told which right is missing, instead of that the source is empty', { timeout: 180_000 }, async () => {
    const [createUser = ''] = permissionBlocks().get('source') ?? [];
    await runStatements(source, [createUser.replaceAll('gc2pc_reader', names.reader)], () => {});
    await block('target', target);
    const { document } = await run('migrate');
    expect(document).toMatchObject({ exitCode: 2, error: { code: 'RIGHT_MISSING' } });
    expect(document.error).toMatchObject({
      message: expect.stringMatching(new RegExp(`SELECT on the schema dbo of the database ${source.database}`)),
      hint: expect.stringContaining('docs/permissions.md'),
    });
    await drop(names.reader, source);
    await drop(names.writer, target);
  });

  it('are told when they may not open the database at all', { timeout: 180_000 }, async () => {
    const { document } = await run('migrate');
    expect(document).toMatchObject({ exitCode: 2, error: { code: 'DATABASE_MISSING' } });
    expect(document.error).toMatchObject({ hint: expect.stringContaining('this login may open it') });
  });

  it('name what they may not write, and go on once they may', { timeout: 180_000 }, async () => {
    await grantEverything();
    await runStatements(target, [`REVOKE INSERT ON SCHEMA::dbo FROM ${names.writer}`], () => {});
    const { document } = await run('migrate');
    expect(document).toMatchObject({ exitCode: 2, error: { code: 'RIGHT_MISSING' } });
    expect(document.error).toMatchObject({
      message: expect.stringMatching(/permission.*tbl/i),
      hint: expect.stringContaining('docs/permissions.md'),
    });
    await runStatements(target, [`GRANT INSERT ON SCHEMA::dbo TO ${names.writer}`], () => {});
    expect((await run('migrate')).document).toMatchObject({ exitCode: 0 });
    await takeBack();
  });
});
