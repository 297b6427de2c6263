/** Rows that are decoded here are what the driver makes of the same rows: `verify` reads both sides with this reader. */
import fc from 'fast-check';
import type sql from 'mssql';
import { afterEach, describe, expect, it } from 'vitest';
import { createFixture } from '#fixtures/create-fixture.ts';
import { DOCUMENTED } from '#fixtures/variant.ts';
import type { SqlServerAddress } from '#src/config/configuration.ts';
import { rowDecoder } from '#src/engines/sql/chat-shape.ts';
import { wholeTable } from '#src/engines/sql/reading-sql.ts';
import { rowBytes } from '#src/engines/sql/seek-pages.ts';
import type { RawRow } from '#src/engines/sql/session.ts';
import type { Statement } from '#src/engines/sql/statement.ts';
import { openPool } from '#src/engines/sqlserver/pool.ts';
import { SqlServerReadSession } from '#src/engines/sqlserver/read-session.ts';
import { SQLSERVER_DIALECT } from '#src/engines/sqlserver/sqlserver-dialect.ts';
import type { PageLimits } from '#src/model/messages.ts';
import { silent } from '#src/model/progress.ts';
import { CURRENT_TABLES } from '#src/model/schema/current.ts';
import { LEGACY_TABLES } from '#src/model/schema/legacy.ts';
import type { TableSpec } from '#src/model/schema/types.ts';
import { specOf, withTarget } from '#test/support/contract-databases.ts';
import { SQL_SERVER, type TestDatabases } from '#test/support/engines.ts';
import { sqlServerMissing } from '#test/support/tiers.ts';

const PAGE: PageLimits = { rows: 7, bytes: 1 << 20 };

describe.skipIf(sqlServerMissing)('rows decoded from the packets (sqlserver)', () => {
  let databases: TestDatabases;
  let pool: sql.ConnectionPool | null = null;
  afterEach(async () => {
    await pool?.close();
    pool = null;
    await databases.dispose();
  });

  const sessionOf = async (address: SqlServerAddress): Promise<SqlServerReadSession> => {
    pool = await openPool(address, 'read');
    return new SqlServerReadSession(pool, address);
  };

  it('are the driver’s, in every table of a fixture of nasty rows', async () => {
    databases = await SQL_SERVER.fresh('wire-reader');
    const stores = { source: await databases.fixtureStore('source'), target: await databases.fixtureStore('target') };
    const { source, target } = { source: stores.source.port, target: stores.target.port };
    await createFixture({ source, target, size: 'nasty', scale: 1, seed: 3, variant: DOCUMENTED, progress: silent });
    let rows = 0;
    for (const [address, tables] of [
      [databases.sourceAddress, LEGACY_TABLES],
      [databases.targetAddress, CURRENT_TABLES],
    ] as const) {
      const session = await sessionOf(address as SqlServerAddress);
      for (const table of tables) {
        const [ours, theirs] = await bothWays(session, table);
        expect(ours, table.name).toEqual(theirs);
        rows += ours.length;
      }
      await pool?.close();
    }
    expect(rows).toBeGreaterThan(1_000);
  });

  it('are the driver’s for texts of any length, wherever the packets cut them', async () => {
    databases = await SQL_SERVER.fresh('wire-lengths');
    const { store } = await withTarget(databases);
    const spec = specOf(CURRENT_TABLES, 'tblChat');
    const lengths = [0, 1, 2, 4_000, 4_001, 8_000, 8_001, 16_380, 40_000, 300_000];
    const texts = fc.sample(fc.string({ unit: 'grapheme', maxLength: 3_000 }).filter(isStorable), 200);
    const contents = [...lengths.map((length) => 'ä'.repeat(length)), ...texts];
    await store.insert(
      spec,
      contents.map((content, chatId) => ({
        channelId: 1,
        chatId: BigInt(chatId),
        chatDate: BigInt(content.length),
        userId: chatId % 3,
        isAlert: chatId % 2 === 0,
        content,
        rtf: chatId % 4 === 0 ? null : 'r'.repeat(chatId % 11),
      })),
    );
    const [ours, theirs] = await bothWays(await sessionOf(databases.targetAddress as SqlServerAddress), spec);
    expect(ours).toEqual(theirs);
    expect(ours).toHaveLength(contents.length);
  });
});

/** Each table whole, by our reader and by the driver's, decoded alike. */
async function bothWays(session: SqlServerReadSession, table: TableSpec): Promise<[RawRow[], RawRow[]]> {
  const statement = ordered(table);
  const decode = rowDecoder(SQLSERVER_DIALECT, table.columns);
  const ours: RawRow[] = [];
  for await (const { rows } of session.pages(statement, rowBytes, PAGE)) ours.push(...rows.map(decode));
  return [ours, (await session.query(statement)).map(decode)];
}

/** In the order of the key, where there is one: texts without a bound are too long to be sorted. */
function ordered(table: TableSpec): Statement {
  const whole = wholeTable(SQLSERVER_DIALECT, table, table.columns);
  if (table.primaryKey.length === 0) return whole;
  const key = table.primaryKey.map((name) => `[${name}]`).join(', ');
  return { ...whole, sql: whole.sql.replace(/ORDER BY .*$/s, `ORDER BY ${key}`) };
}

/** The server of these tests keeps texts as UTF-8, without U+0000. */
function isStorable(text: string): boolean {
  return !text.includes('\u0000') && text.isWellFormed();
}
